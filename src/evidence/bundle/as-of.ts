import { outageAmong } from '../../core/figure.ts'
import { endOf } from '../../core/log.ts'
import type { Bounds, Outage } from '../../core/outage.ts'
import { keptCheckpoint, keptSizes } from '../kept-checkpoints.ts'
import { type LogFiles, verifierKeys } from '../log-files.ts'
import { parseVerifierKey } from '../note-key.ts'
import { type BundleReader, closingSeq, concerning } from './concerning.ts'
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
  const sizes = keptSizes(files.kept)
  const size = outage.recovery === null ? sizes.at(-1) : firstOver(reader, outage, outage.recovery, sizes)
  const verifiers = verifierKeys(files).map(parseVerifierKey)
  const checkpoint = size === undefined ? null : keptCheckpoint(files.kept, size, verifiers)
  return size === undefined || checkpoint === null ? null : { size, checkpoint }
}

function firstOver(reader: BundleReader, outage: Outage, recovery: Bounds, sizes: readonly number[]): number | undefined {
  const seq = closingSeq(reader, outage, recovery)
  // The look that ended it may be there before the control round that decides on the failed ones before it (R15).
  const first = sizes.find((size) => size > seq && isOver(reader, outage, size))
  if (first === undefined) return undefined
  const stamped = new Set(loggedStamps(reader).map((stamp) => stamp.size))
  return sizes.find((size) => size >= first && stamped.has(size)) ?? first
}

function isOver(reader: BundleReader, outage: Outage, size: number): boolean {
  const about = concerning(reader, outage, size)
  const found = outageAmong(about.records(), { monitorId: outage.monitorId, onsetBy: outage.onset.by }, endOf(about.last))
  return found !== null && found.recovery !== null
}
