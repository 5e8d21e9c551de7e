import type { Period } from '../../core/calendar.ts'
import { parseInstant } from '../../core/instant.ts'
import { firstInstantOf } from '../../core/time-zone.ts'
import { ProblemError } from '../problem.ts'

export const limitAtMost = 1_000
/** The year 9999 ends here: what ISO 8601 writes with four digits. */
const lastInstant = 253_402_300_800_000

/** `limit`, already known to be digits. */
export function limitOf(text: string | undefined): number {
  if (text === undefined) return 100
  const limit = Number(text)
  if (limit < 1 || limit > limitAtMost) throw new ProblemError(400, `limit must be 1 to ${limitAtMost}.`)
  return limit
}

const daysAtMost = 400

/** `days`, already known to be digits; 0 when nobody asked for any. */
export function daysOf(text: string | undefined): number {
  if (text === undefined) return 0
  const days = Number(text)
  if (days < 1 || days > daysAtMost) throw new ProblemError(400, `days must be 1 to ${daysAtMost}.`)
  return days
}

/** `from` and `to`; what is not given is open. 400 for what cannot be read, 422 when it ends before it begins. */
export function periodOf(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  timeZone: string,
  open: Period,
): Period {
  const from = query.from === undefined ? open.from : instantOf('from', query.from, timeZone)
  const to = query.to === undefined ? open.to : instantOf('to', query.to, timeZone)
  if (query.from !== undefined && query.to !== undefined && to <= from) throw new ProblemError(422, 'to must be after from.')
  return { from, to: Math.max(from, to) }
}

export const everything: Period = { from: 0, to: lastInstant }

/** A cursor that is a number. */
export function seqCursor(text: string | undefined): number {
  if (text === undefined) return -1
  if (!/^\d{1,15}$/.test(text)) throw new ProblemError(400, 'cursor is not one of ours.')
  return Number(text)
}

function instantOf(name: string, text: string, timeZone: string): number {
  // A plus sign that was not escaped arrives as a space.
  const at = dateOf(text, timeZone) ?? parseInstant(text.replace(/ (\d\d:?\d\d)$/, '+$1'))
  if (at === null || at < 0 || at > lastInstant)
    throw new ProblemError(400, `${name} must be an instant with its offset (2026-11-23T10:00:00Z) or a date (2026-11-23).`)
  return at
}

function dateOf(text: string, timeZone: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const utc = parseInstant(`${text}T00:00:00Z`)
  return utc === null ? null : firstInstantOf(utc, timeZone)
}
