import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { flush, writeWhole } from './durable.ts'
import { sha256 } from './hash.ts'
import type { Stamp } from './timestamp.ts'

/** The body of a `token` record: what an authority made of the checkpoint of a tree of `size` records. */
export type TokenBody = { readonly authority: string; readonly size: number } & (
  | {
      /** Of the token's DER, hex. */
      readonly sha256: string
      /** When the authority says that it signed, UTC ms. */
      readonly genTime: number
      /** How far that may be off either way, ms; null where it does not say. */
      readonly accuracyMs: number | null
    }
  | { readonly failure: { readonly code: string; readonly reason: string; readonly attempts: number } }
)

/** Keeps the token, if there is one, in a file of its own, and says what is to be recorded: one record, however often it was tried. */
export function keepStamp(dir: string, size: number, stamp: Stamp): TokenBody {
  const { authority, attempts } = stamp
  if (!stamp.ok) return { authority, size, failure: { code: stamp.code, reason: stamp.reason, attempts } }
  const { der, genAt, accuracyMs } = stamp.token
  const hash = sha256(der).toString('hex')
  // Before its record: what the log names is there.
  if (!existsSync(dir)) {
    mkdirSync(dir, { mode: 0o700 })
    flush(dirname(dir))
  }
  writeWhole(join(dir, hash), der)
  return { authority, size, sha256: hash, genTime: genAt, accuracyMs }
}

/** The DER of a kept token; null when its file is gone or is another's. */
export function keptToken(dir: string, hash: string): Uint8Array | null {
  const path = join(dir, hash)
  const der = existsSync(path) ? readFileSync(path) : null
  return der !== null && sha256(der).toString('hex') === hash ? der : null
}
