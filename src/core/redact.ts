/** Shorter secrets are left alone: masking "a" everywhere would hide nothing and destroy the text. Loading warns of them. */
export const shortestSecret = 4

/** `text` with every secret replaced by `***`, also where it stands percent-encoded or inside a JSON string. */
export function redact(text: string, secrets: readonly string[]): string {
  return secretForms(secrets).reduce((masked, form) => masked.replaceAll(form, '***'), text)
}

/** How secrets may be spelt in a text: as they are, inside a JSON string, percent-encoded. The longest first: one may be part of another. */
export function secretForms(secrets: readonly string[]): readonly string[] {
  const long = secrets.filter((secret) => secret.length >= shortestSecret)
  return [...new Set(long.flatMap(formsOf))].toSorted((a, b) => b.length - a.length)
}

/** Whether a name (of a header, of an environment variable) or a text says that a secret is near. */
export function soundsSecret(name: string): boolean {
  return /authori[sz]ation|auth(?!or)|cookie|token|secret|pass(?!age)|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|[-_]key$|^key$|session|signature|credential/i.test(
    name,
  )
}

function formsOf(secret: string): readonly string[] {
  const forms = [secret, JSON.stringify(secret).slice(1, -1)]
  if (!secret.isWellFormed()) return forms
  return [...forms, encodeURIComponent(secret), encodeURI(secret), new URLSearchParams([['', secret]]).toString().slice(1)]
}
