/** Shorter secrets are left alone: masking "a" everywhere would hide nothing and destroy the text. Loading warns of them. */
export const shortestSecret = 4

/** `text` with every secret replaced by `***`, also where it stands percent-encoded or inside a JSON string. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.filter((secret) => secret.length >= shortestSecret).flatMap(formsOf)
  // The longest first: a secret may be part of another.
  return forms.toSorted((a, b) => b.length - a.length).reduce((masked, form) => masked.replaceAll(form, '***'), text)
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
