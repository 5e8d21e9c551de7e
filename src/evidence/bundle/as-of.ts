import type { Outage } from '../../core/outage.ts'
import { keptCheckpoint, keptSizes } from '../kept-checkpoints.ts'
import { type LogFiles, verifierKeys } from '../log-files.ts'
import { parseVerifierKey } from '../note-key.ts'
import { type BundleReader, closingSeq } from './concerning.ts'
import { loggedStamps } from './stamps.ts'

/** A checkpoint that is kept for ever. */
export interface AsOf {
  readonly size: number
  readonly checkpoint: Uint8Array
}

/**
 * The checkpoint that a bundle of an outage is as of: while it goes on, the newest that is kept; once it is over, the first that holds its
 * end and was stamped, or the first that holds it where none was. null when none holds the outage yet.
 */
export function checkpointFor(files: LogFiles, reader: BundleReader, outage: Outage): AsOf | null {
  const seq = outage.recovery === null ? null : closingSeq(reader, outage, outage.recovery)
  const stamps = loggedStamps(reader)
  const sizes = keptSizes(files.kept).filter((size) => seq === null || size > seq)
  const size = seq === null ? sizes.at(-1) : (sizes.find((one) => stamps.some((stamp) => stamp.size === one)) ?? sizes[0])
  const verifiers = verifierKeys(files).map(parseVerifierKey)
  const checkpoint = size === undefined ? null : keptCheckpoint(files.kept, size, verifiers)
  return size === undefined || checkpoint === null ? null : { size, checkpoint }
}
