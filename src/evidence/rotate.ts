import { rmSync } from 'node:fs'
import type { Entry } from '../core/log.ts'
import type { Reader } from '../store/store.ts'
import { advanceLog } from './evidence-log.ts'
import { type LogFiles, verifierKeys } from './log-files.ts'
import { listKey, nextKeyFile, openLogKeys, takeNextKey } from './log-keys.ts'
import { verifierKeyText } from './note-key.ts'
import { signNote } from './note.ts'
import { openSigningKey, SigningKeyError } from './signing-key.ts'

export interface RotateOptions {
  readonly files: LogFiles
  readonly keyFile: string
  /** The log's name from now on; null: the one that it has. */
  readonly name: string | null
  readonly reader: Pick<Reader, 'log' | 'entries' | 'size'>
  readonly record: (body: Entry['body']) => void
}

/** The old and the new verifier key. */
export interface Rotated {
  readonly old: string
  readonly next: string
}

/**
 * Puts a new key into force. The last that the old one signs is a note that names the new one, in a `key` record, and a checkpoint that holds
 * this record; then it is gone, and its verifier key stays listed. Killed before the end, it has not happened, or is ended by the next start.
 */
export function rotateKey({ files, keyFile, name, reader, record }: RotateOptions): Rotated {
  const [old] = verifierKeys(files)
  if (old === undefined) throw new SigningKeyError(`${files.dir}: the log has no key yet; "vigie serve" makes one`)
  const keys = openLogKeys(files, keyFile, '')
  const oldName = keys.signer.verifier.name
  // Nothing is announced by a key that could not sign the announcement.
  advanceLog({ files, keys, reader }, true)
  // One that is left of a rotation that did not happen.
  rmSync(nextKeyFile(keyFile), { force: true })
  const { key } = openSigningKey(nextKeyFile(keyFile))
  const next = verifierKeyText(name ?? oldName, key)
  const note = signNote(rotationText(oldName, next), [keys.signer])
  record({ verifierKey: next, replaces: old, note: Buffer.from(note).toString() })
  advanceLog({ files, keys, reader }, true)
  listKey(files, name ?? oldName, key)
  takeNextKey(keyFile)
  return { old, next }
}

/** What the old key signs. It can be taken for no checkpoint, whose second line is a number. */
function rotationText(oldName: string, next: string): string {
  return `${oldName}/key\n${next}\n`
}
