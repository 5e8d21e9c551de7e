import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the log's own files stand, in `log` beside the database; the records themselves are in the database. */
export interface LogFiles {
  readonly dir: string
  /** The private key, unless the configuration names another place. */
  readonly key: string
  /** Verifier keys, a line each, the one in force first. */
  readonly keys: string
  /** The newest checkpoint; empty: nothing was signed yet. */
  readonly checkpoint: string
  /** Those that are kept, one after another. */
  readonly kept: string
  /** Directory of time-stamp tokens, by SHA-256. */
  readonly tokens: string
}

export function logFiles(dataDir: string): LogFiles {
  const dir = join(dataDir, 'log')
  const of = (name: string): string => join(dir, name)
  return { dir, key: of('key.pem'), keys: of('keys'), checkpoint: of('checkpoint'), kept: of('checkpoints'), tokens: of('tokens') }
}

/** The verifier keys as text, the one in force first; empty when there are none yet. */
export function verifierKeys(files: LogFiles): readonly string[] {
  return existsSync(files.keys) ? readFileSync(files.keys, 'utf8').split('\n').filter(Boolean) : []
}

/** The newest checkpoint, byte for byte; null before the first. */
export function newestCheckpoint(files: LogFiles): Uint8Array | null {
  const bytes = existsSync(files.checkpoint) ? readFileSync(files.checkpoint) : null
  return bytes === null || bytes.length === 0 ? null : bytes
}
