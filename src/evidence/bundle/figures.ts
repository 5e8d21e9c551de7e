import { canonicalJson } from '../../core/canonical.ts'
import type { Figure, FigureOfOutage } from '../../core/figure.ts'
import { outageJson } from '../../core/outage-json.ts'
import type { Outage } from '../../core/outage.ts'
import { keptCheckpoint, keptSizes } from '../kept-checkpoints.ts'
import { type LogFiles, verifierKeys } from '../log-files.ts'
import { parseVerifierKey } from '../note-key.ts'
import { checkpointFor } from './as-of.ts'
import type { BundleReader } from './concerning.ts'
import { type FigureIndex, figureIndex } from './figure-index.ts'
import { outageFigure } from './outage-figure.ts'

/** What a figure of an outage, or its bundle, is now made from. */
export interface FigureBasis {
  readonly size: number
  readonly checkpoint: Uint8Array
  readonly replaces: Figure['replaces']
  /** The minted figure that still holds; null when another one is due. */
  readonly holds: FigureOfOutage | null
}

/**
 * A minted figure holds as long as it says what is now derived, and, while the outage goes on, until the next checkpoint is kept. null when
 * no kept checkpoint holds the outage.
 */
export function figureBasis(
  files: LogFiles,
  reader: BundleReader,
  outage: Outage,
  figures: FigureIndex = figureIndex(reader),
): FigureBasis | null {
  const newest = figures.ofOutage(outage.id).at(-1)
  const verifiers = verifierKeys(files).map(parseVerifierKey)
  if (newest !== undefined && (outage.ongoing ? newest.tree.size === keptSizes(files.kept).at(-1) : saysSame(newest, outage))) {
    const { size } = newest.tree
    const checkpoint = keptCheckpoint(files.kept, size, verifiers)
    if (checkpoint !== null) return { size, checkpoint, replaces: newest.replaces, holds: newest }
  }
  const asOf = checkpointFor(files, reader, outage)
  if (asOf === null) return null
  const { size, checkpoint } = asOf
  return { size, checkpoint, replaces: newest === undefined ? null : { id: newest.id, reason: reasonAfter(newest, outage) }, holds: null }
}

/** The figure that is to be minted of an outage now; null when the newest one holds, or nothing that is kept holds the outage. */
export function dueFigure(files: LogFiles, reader: BundleReader, outage: Outage, figures?: FigureIndex): FigureOfOutage | null {
  const basis = figureBasis(files, reader, outage, figures)
  return basis === null || basis.holds !== null ? null : outageFigure(reader, outage, basis.checkpoint, basis.replaces).figure
}

function reasonAfter({ result }: FigureOfOutage, outage: Outage): NonNullable<Figure['replaces']>['reason'] {
  if (!result.ongoing) return 'corrected'
  return outage.ongoing ? 'went on' : 'ended'
}

function saysSame({ result }: FigureOfOutage, outage: Outage): boolean {
  return canonicalJson(result) === canonicalJson(outageJson(outage))
}
