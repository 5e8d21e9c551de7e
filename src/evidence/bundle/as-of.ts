import type { Bounds, Outage } from '../../core/outage.ts'
import { keptCheckpoint, keptSizes } from '../kept-checkpoints.ts'
import { type LogFiles, verifierKeys } from '../log-files.ts'
import { parseVerifierKey } from '../note-key.ts'
import { type BundleReader, concerning } from './concerning.ts'
import { loggedStamps } from './stamps.ts'

/** A checkpoint that is kept for ever. */
export interface AsOf {
  readonly size: number
  readonly checkpoint: Uint8Array
  /** Time-stamp tokens over it so far. */
  readonly stamps: number
}

/**
 * The checkpoint that a bundle of an outage is as of: while it goes on, the newest that is kept; once it is over, the first that holds its
 * end and was stamped, or the first that holds it where none was. null when none holds the outage yet.
 */
export function checkpointFor(files: LogFiles, reader: BundleReader, outage: Outage): AsOf | null {
  const seq = outage.recovery === null ? null : closingSeq(reader, outage, outage.recovery)
  const stamps = loggedStamps(reader)
  const stampsOf = (size: number): number => stamps.filter((stamp) => stamp.size === size).length
  const sizes = keptSizes(files.kept).filter((size) => seq === null || size > seq)
  const size = seq === null ? sizes.at(-1) : (sizes.find((one) => stampsOf(one) > 0) ?? sizes[0])
  const verifiers = verifierKeys(files).map(parseVerifierKey)
  const checkpoint = size === undefined ? null : keptCheckpoint(files.kept, size, verifiers)
  return size === undefined || checkpoint === null ? null : { size, checkpoint, stamps: stampsOf(size) }
}

/** The last record of the run of looks that ended it. */
function closingSeq(reader: BundleReader, outage: Outage, recovery: Bounds): number {
  const ended = { ...outage, onset: { after: recovery.after, by: outage.onset.by } }
  const looks = [...concerning(reader, ended, reader.size()).looks()]
  return looks.at(-1)?.seq ?? reader.size()
}
