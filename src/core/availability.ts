import type { Availability, Segment, SegmentKind, Totals } from './outage.ts'

/** Inclusive `from`, exclusive `to`, UTC ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** R9 for a period: the bounds are exactly 1 only when the sums say so. An empty period has coverage 0 and no availability. */
export function availability(sums: Totals): Availability {
  const { periodMs, upMs, downMs, ambiguousMs, unobservedMs } = sums
  const observedMs = periodMs - unobservedMs
  return {
    periodMs,
    upMs,
    downMs,
    ambiguousMs,
    unobservedMs,
    coverage: periodMs > 0 ? observedMs / periodMs : 0,
    availability: observedMs > 0 ? { min: upMs / observedMs, max: (upMs + ambiguousMs) / observedMs } : null,
    wholePeriod: periodMs > 0 ? { min: upMs / periodMs, max: (periodMs - downMs) / periodMs } : { min: 0, max: 1 },
  }
}

/** Sums of the segments within a period; time that no segment covers is unobserved. Segments must not overlap. */
export function totals(segments: Iterable<Segment>, period: Span): Totals {
  const sums: Record<SegmentKind, number> = { up: 0, down: 0, ambiguous: 0, unobserved: 0 }
  for (const { kind, from, to } of segments) sums[kind] += Math.max(0, Math.min(to, period.to) - Math.max(from, period.from))
  return complete(period, sums.up, sums.down, sums.ambiguous)
}

/** Sums of several periods that do not overlap. */
export function addTotals(parts: Iterable<Totals>): Totals {
  let [periodMs, upMs, downMs, ambiguousMs, unobservedMs] = [0, 0, 0, 0, 0]
  for (const part of parts) {
    periodMs += part.periodMs
    upMs += part.upMs
    downMs += part.downMs
    ambiguousMs += part.ambiguousMs
    unobservedMs += part.unobservedMs
  }
  return { periodMs, upMs, downMs, ambiguousMs, unobservedMs }
}

function complete(period: Span, upMs: number, downMs: number, ambiguousMs: number): Totals {
  const periodMs = Math.max(0, period.to - period.from)
  return { periodMs, upMs, downMs, ambiguousMs, unobservedMs: periodMs - upMs - downMs - ambiguousMs }
}
