import type { RecordedAnnouncement } from './announcement.ts'
import type { Period } from './calendar.ts'
import type { Moment } from './moment.ts'
import type { Outage } from './outage.ts'

// What was announced, beside what was measured (R13). Every measured change lies between two instants, and so does every moment that was
// told without its hour; so every difference has bounds as well. `null` as an upper bound: there is none.

export interface DurationBounds {
  readonly minMs: number
  readonly maxMs: number | null
}

/** From the measured onset to the first word about it. `before`: it was announced that long ahead. `unclear`: perhaps ahead, at most this late. */
export type Silence =
  | ({ readonly kind: 'after' } & DurationBounds)
  | ({ readonly kind: 'before' } & DurationBounds)
  | { readonly kind: 'unclear'; readonly maxMs: number | null }

/** From the promised end to the measured recovery. `open`: no failed look lies past the promised end yet, nor was the service seen back. */
export type Overrun =
  | { readonly kind: 'kept' }
  | ({ readonly kind: 'overran' } & DurationBounds)
  | { readonly kind: 'unclear'; readonly maxMs: number }
  | { readonly kind: 'open' }

/** Whether the all-clear came before the measured recovery, and how long before. `open`: no look has decided it yet. */
export type AllClear =
  | { readonly kind: 'held' }
  | ({ readonly kind: 'premature' } & DurationBounds)
  | { readonly kind: 'unclear'; readonly maxMs: number }
  | { readonly kind: 'open' }

/** R13: the outage as measured, the part inside the announced window, and the part outside it. */
export interface ThreeFigures {
  readonly measured: DurationBounds
  readonly inside: DurationBounds
  readonly outside: DurationBounds
}

type Measured = Pick<Outage, 'onset' | 'recovery' | 'lastSeenDownAt' | 'minMs' | 'maxMs'>

/** How far from its own beginning (or from the end that it tells) an announcement without an end is still taken to speak of an outage. */
export const openReachMs = 7 * 86_400_000

/**
 * The time that an announcement claims, in favour of whoever announced it: a day counts whole. It ends with the end that was given or with
 * the first all-clear that followed, whichever comes first; Infinity: neither. null for an all-clear, which claims no interruption.
 */
export function windowOf(announcement: RecordedAnnouncement, all: readonly RecordedAnnouncement[]): Period | null {
  if (announcement.over) return null
  const from = (announcement.from ?? announcement.said).earliest
  const clears = all
    .filter((other) => other.over && sameSubject(other, announcement) && overBetween(other).latest > from)
    .map((other) => overBetween(other).latest)
  return { from, to: Math.min(announcement.until?.latest ?? Number.POSITIVE_INFINITY, ...clears) }
}

/** The window in which an announcement can be held against the measurement: of one without an end its first days. null for an all-clear. */
export function timeClaimed(announcement: RecordedAnnouncement, all: readonly RecordedAnnouncement[]): Period | null {
  const window = windowOf(announcement, all)
  if (window === null || Number.isFinite(window.to)) return window
  return { from: window.from, to: surelyTo(announcement) }
}

/**
 * Whether an announcement speaks of an outage: their times meet. One that gave no end would speak of every later outage; it is taken to
 * speak only of those that began, or may have begun, within `openReachMs` of its own beginning. An all-clear speaks of the outages that
 * had begun when it says that they were over, until `openReachMs` after they were.
 */
export function concerns(announcement: RecordedAnnouncement, outage: Measured, all: readonly RecordedAnnouncement[]): boolean {
  const began = outage.onset.after ?? outage.onset.by
  const ended = outage.recovery?.by ?? Number.POSITIVE_INFINITY
  const window = windowOf(announcement, all)
  if (window === null) {
    const claim = overBetween(announcement)
    return outage.onset.by <= claim.latest && claim.earliest <= ended + openReachMs
  }
  if (window.to <= began || ended <= window.from) return false
  if (announcement.until !== null || outage.onset.after === null) return true
  return began <= (announcement.from ?? announcement.said).latest + openReachMs
}

/** R13: found only after the first failed look. */
export function announcedAfter(announcement: RecordedAnnouncement, outage: Measured): boolean {
  return announcement.capturedAt > outage.onset.by
}

/** From the measured onset to the first of these announcements; null when there is none that announces an interruption. */
export function silence(outage: Measured, announcements: readonly RecordedAnnouncement[]): Silence | null {
  const said = announcements.filter(({ over }) => !over).map(saidBy)
  if (said.length === 0) return null
  const lo = Math.min(...said.map(({ earliest }) => earliest)) - outage.onset.by
  const hi = outage.onset.after === null ? null : Math.min(...said.map(({ latest }) => latest)) - outage.onset.after
  if (lo >= 0) return { kind: 'after', minMs: lo, maxMs: hi }
  if (hi !== null && hi <= 0) return { kind: 'before', minMs: -hi, maxMs: -lo }
  return { kind: 'unclear', maxMs: hi }
}

/** null: no end was promised. A promised day is kept until it is over. */
export function overrun(outage: Measured, announcement: RecordedAnnouncement): Overrun | null {
  if (announcement.over || announcement.until === null) return null
  const promised = announcement.until.latest
  const back = backBetween(outage)
  const lo = back.earliest - promised
  const hi = back.latest === null ? null : back.latest - promised
  if (hi !== null && hi <= 0) return { kind: 'kept' }
  if (lo > 0) return { kind: 'overran', minMs: lo, maxMs: hi }
  return hi === null ? { kind: 'open' } : { kind: 'unclear', maxMs: hi }
}

/** null: it is no all-clear. */
export function allClear(outage: Measured, announcement: RecordedAnnouncement): AllClear | null {
  if (!announcement.over) return null
  const claim = overBetween(announcement)
  const back = backBetween(outage)
  if (back.latest !== null && back.latest <= claim.earliest) return { kind: 'held' }
  const hi = back.latest === null ? null : back.latest - claim.earliest
  if (back.earliest > claim.latest) return { kind: 'premature', minMs: back.earliest - claim.latest, maxMs: hi }
  return hi === null ? { kind: 'open' } : { kind: 'unclear', maxMs: hi }
}

/**
 * Splits an outage at an announced window. `downWithinMs` is the time certainly down in [onset, end] ∩ window (R3, R4). Minima add up to the
 * measured minimum and maxima to the measured maximum, exactly. While an outage goes on, what the window may still hold of it is unbounded.
 */
export function threeFigures(outage: Measured, window: Period, downWithinMs: number): ThreeFigures {
  const { minMs, maxMs } = outage
  const start = outage.onset.after ?? Number.NEGATIVE_INFINITY
  const end = outage.recovery?.by ?? Number.POSITIVE_INFINITY
  const overlapMs = Math.max(0, Math.min(end, window.to) - Math.max(start, window.from))
  const settled = outage.recovery !== null || window.to <= outage.lastSeenDownAt
  const within = Math.min(downWithinMs, minMs)
  return {
    measured: { minMs, maxMs },
    inside: { minMs: within, maxMs: settled && Number.isFinite(overlapMs) ? overlapMs : null },
    outside: { minMs: minMs - within, maxMs: maxMs === null ? null : maxMs - overlapMs },
  }
}

/** How far an announcement reaches that gave no end: as far as it is still taken to speak of an outage. */
export function surelyTo({ from, said }: RecordedAnnouncement): number {
  return (from ?? said).latest + openReachMs
}

/** When it was said: no later than it was found. */
export function saidBy({ said, capturedAt }: RecordedAnnouncement): Pick<Moment, 'earliest' | 'latest'> {
  return { earliest: said.earliest, latest: Math.max(said.earliest, Math.min(said.latest, capturedAt)) }
}

/** Since when an all-clear says that it is over. */
export function overBetween(announcement: RecordedAnnouncement): Pick<Moment, 'earliest' | 'latest'> {
  return announcement.until ?? saidBy(announcement)
}

/** When the service was back: after the last failed look, and before it was seen back. */
function backBetween({ onset, recovery, lastSeenDownAt }: Measured): { readonly earliest: number; readonly latest: number | null } {
  if (recovery === null) return { earliest: Math.max(lastSeenDownAt, onset.by), latest: null }
  return { earliest: recovery.after ?? onset.by, latest: recovery.by }
}

function sameSubject(a: RecordedAnnouncement, b: RecordedAnnouncement): boolean {
  if (a.serviceId !== b.serviceId) return false
  return a.monitorIds.length === 0 || b.monitorIds.length === 0 || a.monitorIds.some((id) => b.monitorIds.includes(id))
}
