import type { Period } from '../core/calendar.ts'
import { periodOf } from './api/query.ts'
import { ProblemError } from './problem.ts'

export const zoomNames = ['day', 'week', 'month', 'year'] as const
export type ZoomName = (typeof zoomNames)[number]

/** The stretch of time that a page's drawings show. */
export interface Zoom {
  readonly period: Period
  /** null for a period of the reader's own choice. */
  readonly name: ZoomName | null
  /** As it stands in the address, without `?`; empty for what a page shows unasked. */
  readonly query: string
}

const dayMs = 86_400_000
const lengths: Readonly<Record<ZoomName, number>> = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs, year: 365 * dayMs }
const shortestMs = 60_000
const longestMs = 20 * 366 * dayMs

/** `?zoom=` or `?from&to` of a page; the last 30 days unasked. Throws ProblemError (400, 422) for what is neither. */
export function zoomOf(
  query: { readonly zoom?: string | undefined; readonly from?: string | undefined; readonly to?: string | undefined },
  timeZone: string,
  now: number,
): Zoom {
  const { zoom, from, to } = query
  if (from === undefined && to === undefined) {
    const name = zoom === undefined ? 'month' : zoomNames.find((known) => known === zoom)
    if (name === undefined) throw new ProblemError(400, `zoom must be one of ${zoomNames.join(', ')}.`)
    return { period: { from: Math.max(0, now - lengths[name]), to: now }, name, query: zoom === undefined ? '' : `zoom=${name}` }
  }
  const end = periodOf({ to }, timeZone, { from: 0, to: now }).to
  const asked = periodOf({ from, to }, timeZone, { from: Math.max(0, Math.min(end, now) - lengths.month), to: now })
  const period = { from: asked.from, to: Math.min(asked.to, now) }
  if (period.to <= period.from) throw new ProblemError(422, 'The period has not begun yet: from must lie before now.')
  if (period.to - period.from > longestMs) throw new ProblemError(400, 'At most 20 years are drawn at a time.')
  // What is too short to be drawn is drawn with its surroundings.
  const from2 = Math.min(period.from, Math.max(0, period.to - shortestMs))
  const shown = { from: from2, to: Math.min(now, Math.max(period.to, from2 + shortestMs)) }
  return { period: shown, name: null, query: periodQuery(shown) }
}

/** `from=…&to=…` of an address. */
export function periodQuery({ from, to }: Period): string {
  return `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`
}

/** The stretches of the same length beside it; `later` is null where it would be too short to be drawn. */
export function besides({ from, to }: Period, now: number): { readonly earlier: Period | null; readonly later: Period | null } {
  const length = to - from
  return {
    earlier: from <= 0 ? null : { from: Math.max(0, from - length), to: from },
    later: now - to < shortestMs ? null : { from: to, to: Math.min(now, to + length) },
  }
}
