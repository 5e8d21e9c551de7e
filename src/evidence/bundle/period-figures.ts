import type { Figure, FigureOfPeriod, PeriodQuestion } from '../../core/figure.ts'
import { endOf } from '../../core/log.ts'
import type { PeriodResult } from '../../core/period.ts'
import { keptCheckpoint, keptSizes } from '../kept-checkpoints.ts'
import { type LogFiles, verifierKeys } from '../log-files.ts'
import { parseVerifierKey } from '../note-key.ts'
import type { FigureIndex } from './figure-index.ts'
import { lastRecord, periodFigure, type PeriodReader } from './period-figure.ts'

/** What a figure over a period is now made from. */
export interface PeriodBasis {
  readonly size: number
  /** The minted figure that still holds; null when another one is due. */
  readonly holds: FigureOfPeriod | null
}

/**
 * A minted figure holds until the next checkpoint is kept, and after that as long as it says what is measured now. null when no kept
 * checkpoint reaches into the period.
 */
export function periodBasis(
  files: LogFiles,
  reader: Pick<PeriodReader, 'log'>,
  figures: FigureIndex,
  question: PeriodQuestion,
  saysSame: (figure: FigureOfPeriod) => boolean,
): PeriodBasis | null {
  const size = keptSizes(files.kept).at(-1)
  if (size === undefined || endOf(lastRecord(reader, size)) <= Date.parse(question.from)) return null
  const newest = figures.ofPeriod(question).at(-1)
  return { size, holds: newest !== undefined && (newest.tree.size >= size || saysSame(newest)) ? newest : null }
}

/** The figure that is to be minted as of the newest kept checkpoint; null when there is one, or none is kept. */
export function duePeriodFigure(
  files: LogFiles,
  reader: PeriodReader,
  question: PeriodQuestion,
  figures: FigureIndex,
): FigureOfPeriod | null {
  const size = keptSizes(files.kept).at(-1)
  const newest = figures.ofPeriod(question).at(-1)
  if (size === undefined || (newest !== undefined && newest.tree.size >= size)) return null
  const checkpoint = keptCheckpoint(files.kept, size, verifierKeys(files).map(parseVerifierKey))
  return checkpoint === null ? null : periodFigure(reader, question, checkpoint, (result) => replacing(newest, question, result))
}

function replacing(before: FigureOfPeriod | undefined, question: PeriodQuestion, { to }: PeriodResult): Figure['replaces'] {
  if (before === undefined) return null
  if (before.result.to === question.to) return { id: before.id, reason: 'corrected' }
  return { id: before.id, reason: to === question.to ? 'ended' : 'went on' }
}
