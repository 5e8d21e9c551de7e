import type { Reader } from '../store/store.ts'
import type { Anchor } from './record.ts'

/** A time-stamp token that the log names: it proves what was recorded before it, and that what comes after it was not finished before. */
export interface LoggedToken {
  /** Of the `token` record. */
  readonly seq: number
  /** Of the token's DER, hex. */
  readonly sha256: string
}

/** The good tokens that records before `seq` name, and perhaps later ones, by seq. */
export function tokensIn(reader: Pick<Reader, 'entries' | 'size'>): (seq: number) => readonly LoggedToken[] {
  let known = 0
  let tokens: readonly LoggedToken[] = []
  return (seq) => {
    if (seq <= known) return tokens
    known = reader.size()
    tokens = reader.entries('token').flatMap((entry) => {
      const { sha256 } = entry.body
      return typeof sha256 === 'string' ? [{ seq: entry.seq, sha256 }] : []
    })
    return tokens
  }
}

/** The anchor of each record: which token was the newest follows from the order of the log alone. */
export function anchorsOf(reader: Pick<Reader, 'entries' | 'size'>): (seq: number) => Anchor {
  const tokens = tokensIn(reader)
  return (seq) => {
    const all = tokens(seq)
    // Tokens before the record are all[0 … low).
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((all[middle]?.seq ?? seq) < seq) low = middle + 1
      else high = middle
    }
    return all[low - 1]?.sha256 ?? null
  }
}
