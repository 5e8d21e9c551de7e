import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Path } from './problem.ts'
import { formatPath } from './problem.ts'
import type { SecretShape } from './schema.ts'
import type { At, Loading, Scope } from './scope.ts'
import { fault } from './scope.ts'

/** What of a value written in the file is secret: all of it, what the environment put in, or nothing. A `{ file: … }` always is. */
export type SecretPart = 'all' | 'expansions' | 'nothing'

/** The text of a value that may be a secret, from the file that it names or as it stands; null when that cannot be read (reported). */
export async function secretText(at: At, key: Path, value: SecretShape, part: SecretPart): Promise<string | null> {
  if (typeof value === 'string') {
    const here = formatPath([...at.path, ...key])
    const inserted = part === 'nothing' ? [] : at.scope.expansions.filter(({ path }) => formatPath(path) === here)
    for (const expansion of inserted) keepSecret(at.scope.loading, expansion.value)
    if (part === 'all') keepSecret(at.scope.loading, value)
    return value
  }
  const read = await readSmallFile(at.scope, value.file)
  if ('fault' in read) {
    fault(at, [...key, 'file'], read.fault)
    return null
  }
  const text = read.text.replace(/\r?\n$/, '')
  if (text === '') {
    fault(at, [...key, 'file'], `${value.file} is empty; write the secret into it`)
    return null
  }
  keepSecret(at.scope.loading, text)
  return text
}

/** Marks a value for redaction. */
export function keepSecret(loading: Loading, value: string): void {
  if (value !== '') loading.secrets.add(value)
}

/** The text of a file named in the configuration, relative to the file that names it; remembers it as one to watch. */
export async function readSmallFile(scope: Scope, name: string): Promise<{ readonly text: string } | { readonly fault: string }> {
  const path = resolve(scope.dir, name)
  scope.loading.files.add(path)
  return readTextFile(path, name, 1024 * 1024)
}

/** A whole regular file as UTF-8. Never a device or a pipe: those may have no end. */
export async function readTextFile(
  path: string,
  shown: string,
  maxBytes: number,
): Promise<{ readonly text: string } | { readonly fault: string; readonly missing?: boolean }> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return { fault: `${shown} is not a file` }
    if (found.size > maxBytes) return { fault: `${shown} is larger than ${maxBytes / 1024 / 1024} MiB` }
    const bytes = await readFile(path)
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    return unreadable(shown, error)
  }
}

function unreadable(shown: string, error: unknown): { readonly fault: string; readonly missing?: boolean } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return { fault: `${shown} does not exist; create it or correct the path`, missing: true }
  if (code === 'EACCES' || code === 'EPERM') return { fault: `${shown} may not be read; give this user the right to` }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { fault: `${shown} is not UTF-8 text` }
  return { fault: `${shown} cannot be read (${code || 'unknown error'})` }
}
