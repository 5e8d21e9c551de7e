import type { Figure, FigureWish } from '../../core/figure.ts'
import type { Reader } from '../../store/store.ts'
import type { LogFiles } from '../log-files.ts'
import type { FigureIndex } from './figure-index.ts'
import { dueFigure } from './figures.ts'
import { duePeriodFigure } from './period-figures.ts'

/** The figure that is to be minted of what somebody wishes to cite; null when the newest one holds, or nothing that is kept has it. */
export function dueOf(files: LogFiles, reader: Reader, wish: FigureWish, figures: FigureIndex): Figure | null {
  if ('question' in wish) return duePeriodFigure(files, reader, wish.question, figures)
  const lookup = reader.outage(wish.outageId)
  return lookup.found === 'outage' ? dueFigure(files, reader, lookup.outage, figures) : null
}
