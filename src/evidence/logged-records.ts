import { type Reader, StoreError } from '../store/store.ts'
import { anchorsOf } from './anchors.ts'
import { type Hash, leafHash } from './hash.ts'
import { loggedBytes, recordBytes } from './record.ts'

/** The committed records as the log holds them: made again from what is stored, whenever they are needed. */
export interface LoggedRecords {
  /** The bytes of the records `from` to before `to`: leaves of the tree. Throws StoreError when one of them cannot be read. */
  bytes(from: number, to: number): readonly Uint8Array[]
  /** Their hashes. */
  leaves(from: number, to: number): readonly Hash[]
  /** The whole record, where a digest stands in the log for it as well. */
  whole(seq: number): Uint8Array
}

export function loggedRecords(reader: Pick<Reader, 'log' | 'entries' | 'size'>): LoggedRecords {
  const anchorAt = anchorsOf(reader)
  const records = (from: number, to: number) => {
    const found = reader.log(from, to - from)
    // Looks whose bytes are damaged on the disk are left out by the store; a tree over the rest would be another tree.
    const missing = found.findIndex(({ seq }, place) => seq !== from + place)
    if (missing >= 0 || found.length !== to - from) {
      const seq = from + (missing >= 0 ? missing : found.length)
      throw new StoreError(
        'corrupt',
        `record ${seq} cannot be read; "vigie verify" says what is damaged, "vigie restore" puts a backup into an empty directory`,
      )
    }
    return found
  }
  const bytes = (from: number, to: number) => records(from, to).map((record) => loggedBytes(record, anchorAt(record.seq)))
  return {
    bytes,
    leaves: (from, to) => bytes(from, to).map(leafHash),
    whole(seq) {
      const [record] = records(seq, seq + 1)
      if (record === undefined) throw new RangeError(`no record ${seq}`)
      return recordBytes(record, anchorAt(seq))
    },
  }
}
