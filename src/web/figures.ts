import type { Figure, FigureOfOutage, FigureOfPeriod, FigureWish, PeriodQuestion } from '../core/figure.ts'
import type { Outage } from '../core/outage.ts'
import { figureBasis } from '../evidence/bundle/figures.ts'
import { periodBasis } from '../evidence/bundle/period-figures.ts'
import { logFiles } from '../evidence/log-files.ts'
import type { Web } from './context.ts'
import { saysNow } from './period-question.ts'
import { ProblemError } from './problem.ts'

/** A minted figure with those before and after it that answer the same question. */
export interface FigureInLine {
  readonly figure: Figure
  readonly older: Figure | null
  readonly newer: Figure | null
}

export function findFigure({ figures }: Pick<Web, 'figures'>, id: string): FigureInLine {
  const figure = figures.find(id)
  if (figure === null)
    throw new ProblemError(
      404,
      'No figure has this address. Figures are made when an outage is confirmed, when it ends, and when somebody cites.',
    )
  const line = figures.line(figure)
  const place = line.findIndex((one) => one.id === id)
  return { figure, older: line[place - 1] ?? null, newer: line[place + 1] ?? null }
}

/** Minting for whoever asks, so many times a minute for all readers together: a reader's address is never looked at. */
export interface Citing {
  outage(outage: Outage): Promise<FigureOfOutage>
  period(question: PeriodQuestion): Promise<FigureOfPeriod>
}

const mintedAtMost = 20
const perMs = 60_000
const patienceMs = 15_000
const stepMs = 100

export function createCiting(web: Web): Citing {
  let asked: readonly number[] = []
  const count = (): void => {
    const now = web.clock.now()
    asked = asked.filter((at) => at > now - perMs)
    if (asked.length >= mintedAtMost) throw new ProblemError(429, 'Too many figures are being made; ask again in a minute.')
    asked = [...asked, now]
  }
  const cited = async <F extends Figure>(
    basis: Basis<F>,
    nothingKept: string,
    wish: FigureWish,
    minted: () => readonly F[],
  ): Promise<F> => {
    if (basis === null) throw new ProblemError(404, `${nothingKept} yet: there is one at each change of an outage and every hour.`)
    if (basis.holds !== null) return basis.holds
    count()
    web.cite(wish)
    return made(web, minted, basis.size)
  }
  const { reader, figures } = web
  const files = logFiles(web.dataDir)
  return {
    outage: (outage) =>
      cited(figureBasis(files, reader, outage, figures), 'No checkpoint that is kept holds this outage', { outageId: outage.id }, () =>
        figures.ofOutage(outage.id),
      ),
    period: (question) =>
      cited(
        periodBasis(files, reader, figures, question, (figure) => saysNow(web, figure)),
        'No checkpoint that is kept reaches into this period',
        { question },
        () => figures.ofPeriod(question),
      ),
  }
}

/** As of which tree, and what holds already; null where nothing that is kept has it. */
type Basis<F> = { readonly size: number; readonly holds: F | null } | null

/** Waits for the figure of a tree of at least `size` records: another checkpoint may be kept meanwhile. */
async function made<F extends Figure>(web: Web, minted: () => readonly F[], size: number): Promise<F> {
  for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += stepMs) {
    const newest = minted().at(-1)
    if (newest !== undefined && newest.tree.size >= size) return newest
    await web.clock.sleep(stepMs, new AbortController().signal)
  }
  throw new ProblemError(503, 'The figure is not made yet; ask again in a moment.')
}
