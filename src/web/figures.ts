import type { Figure } from '../core/figure.ts'
import type { Outage } from '../core/outage.ts'
import { figureBasis, figuresOf, mintedFigures } from '../evidence/bundle/figures.ts'
import { logFiles } from '../evidence/log-files.ts'
import type { Web } from './context.ts'
import { ProblemError } from './problem.ts'

/** A minted figure with those before and after it that answer the same question. */
export interface FigureInLine {
  readonly figure: Figure
  readonly older: Figure | null
  readonly newer: Figure | null
}

export function findFigure({ reader }: Pick<Web, 'reader'>, id: string): FigureInLine {
  const figure = mintedFigures(reader).find((one) => one.id === id)
  if (figure === undefined)
    throw new ProblemError(
      404,
      'No figure has this address. Figures are made when an outage is confirmed, when it ends, and when somebody cites it.',
    )
  const line = figuresOf(reader, figure.question.outageId)
  const place = line.findIndex((one) => one.id === id)
  return { figure, older: line[place - 1] ?? null, newer: line[place + 1] ?? null }
}

/** Minting for whoever asks, so many times a minute for all readers together: a reader's address is never looked at. */
export type Citing = (outage: Outage) => Promise<Figure>

const mintedAtMost = 20
const perMs = 60_000
const patienceMs = 15_000
const stepMs = 100

export function createCiting(web: Web): Citing {
  let asked: readonly number[] = []
  return async (outage) => {
    const files = logFiles(web.dataDir)
    const basis = figureBasis(files, web.reader, outage)
    if (basis === null)
      throw new ProblemError(
        404,
        'No checkpoint that is kept holds this outage yet: there is one at each change of an outage and every hour.',
      )
    if (basis.holds !== null) return basis.holds
    const now = web.clock.now()
    asked = asked.filter((at) => at > now - perMs)
    if (asked.length >= mintedAtMost) throw new ProblemError(429, 'Too many figures are being made; ask again in a minute.')
    asked = [...asked, now]
    web.cite(outage.id)
    for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += stepMs) {
      const figure = figuresOf(web.reader, outage.id).findLast(({ tree }) => tree.size === basis.size)
      if (figure !== undefined) return figure
      await web.clock.sleep(stepMs, new AbortController().signal)
    }
    throw new ProblemError(503, 'The figure is not made yet; ask again in a moment.')
  }
}
