import type { KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { flush, writeWhole } from './durable.ts'
import { type LogFiles, newestCheckpoint, verifierKeys } from './log-files.ts'
import { ed25519Signer, parseVerifierKey, verifierKeyText } from './note-key.ts'
import type { Signer, Verifier } from './note.ts'
import { openSigningKey, readSigningKey, SigningKeyError } from './signing-key.ts'

/** The keys of a log. Its name is the name of the key in force: it stays whatever becomes of the site's address, until the key is rotated. */
export interface LogKeys {
  readonly signer: Signer
  /** As they are handed on, the one in force first. */
  readonly texts: readonly string[]
  readonly verifiers: readonly Verifier[]
}

/**
 * The log's keys, made on its first start; `name` is then the log's. A key that is gone is replaced: it is a new key for the same log, and
 * the old one stays listed. Throws SigningKeyError when the key there is not the log's, or may have signed what is not known here.
 */
export function openLogKeys(files: LogFiles, keyFile: string, name: string): LogKeys {
  mkdirSync(files.dir, { recursive: true, mode: 0o700 })
  const known = verifierKeys(files)
  const [current] = known
  if (current === undefined) return firstKey(files, keyFile, name)
  const key = readSigningKey(keyFile)
  if (key !== null && textIn(current, key)) return keysOf(key, known)
  const next = readSigningKey(nextKeyFile(keyFile))
  if (next !== null && textIn(current, next)) {
    takeNextKey(keyFile)
    return keysOf(next, known)
  }
  if (key !== null)
    throw new SigningKeyError(
      `signing key ${keyFile}: it is not the key of this log, ${current}; put that one back, or move this one away: a new key is then made`,
    )
  const made = openSigningKey(keyFile).key
  return keysOf(made, listKey(files, nameIn(current), made))
}

/** Puts a key before the others; returns all of them. */
export function listKey(files: LogFiles, name: string, key: KeyObject): readonly string[] {
  const texts = [verifierKeyText(name, key), ...verifierKeys(files)]
  writeWhole(files.keys, Buffer.from(`${texts.join('\n')}\n`))
  return texts
}

/** Where a rotation puts the new key until it is in force. */
export function nextKeyFile(keyFile: string): string {
  return `${keyFile}.next`
}

/** The last step of a rotation. */
export function takeNextKey(keyFile: string): void {
  renameSync(nextKeyFile(keyFile), keyFile)
  flush(dirname(keyFile))
}

function firstKey(files: LogFiles, keyFile: string, name: string): LogKeys {
  if (newestCheckpoint(files) !== null)
    throw new SigningKeyError(`${files.keys} is gone: put it back, since checkpoints of this log were signed with a key that stood there`)
  // One key never signs two histories: a key that comes from elsewhere may have signed more than is here. An empty checkpoint file,
  // there before the key, says that nothing was signed yet.
  if (!existsSync(files.checkpoint)) {
    if (readSigningKey(keyFile) !== null)
      throw new SigningKeyError(
        `signing key ${keyFile}: nothing here says what it signed last; put the files of its log back into ${files.dir}, or, if it never signed anything, make an empty file ${files.checkpoint}; without the key a new one is made`,
      )
    writeFileSync(files.checkpoint, '')
    flush(files.dir)
  }
  const { key } = openSigningKey(keyFile)
  return keysOf(key, listKey(files, name, key))
}

function keysOf(key: KeyObject, texts: readonly string[]): LogKeys {
  return { signer: ed25519Signer(nameIn(texts[0] ?? ''), key), texts, verifiers: texts.map(parseVerifierKey) }
}

function textIn(text: string, key: KeyObject): boolean {
  return verifierKeyText(nameIn(text), key) === text
}

function nameIn(text: string): string {
  return parseVerifierKey(text).name
}
