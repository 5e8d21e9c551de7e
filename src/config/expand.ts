/** What an environment variable became in one string. */
export interface Expansion {
  readonly name: string
  readonly value: string
}
export interface Expanded {
  readonly text: string
  readonly expansions: readonly Expansion[]
  /** Why it could not be expanded, each with a remedy. */
  readonly faults: readonly string[]
}

/**
 * Replaces `${NAME}` and `${NAME:-default}`; the default serves where the variable is missing or empty, as in a shell. `$${` stands for a
 * literal `${`. A variable that is missing without a default is a fault, never an empty string.
 */
export function expandEnvironment(text: string, env: Readonly<Record<string, string | undefined>>): Expanded {
  if (!text.includes('${')) return { text, expansions: [], faults: [] }
  const expansions: Expansion[] = []
  const faults: string[] = []
  const expanded = text.replace(reference, (whole: string, escaped: string | undefined, name: string | undefined, fallback?: string) => {
    if (escaped !== undefined) return '${'
    if (name === undefined) {
      faults.push('`${` starts an environment variable, as in `${NAME}` or `${NAME:-default}`; write `$${` for the characters themselves')
      return whole
    }
    const value = env[name]
    const resolved = fallback !== undefined && (value === undefined || value === '') ? fallback : value
    if (resolved === undefined) {
      faults.push(`the environment variable ${name} is not set; set it, or give a default: \${${name}:-default}`)
      return whole
    }
    expansions.push({ name, value: resolved })
    return resolved
  })
  return { text: expanded, expansions, faults }
}

const reference = /(\$\$\{)|\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\})?/g
