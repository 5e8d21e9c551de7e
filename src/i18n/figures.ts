import type { Availability } from '../core/outage.ts'
import { type BoundKind, type Ratio, roundDuration, roundPercentage } from '../core/rounding.ts'
import type { Messages } from './en.ts'

type Unit = 'day' | 'hour' | 'minute' | 'second'
const sizes: readonly (readonly [Unit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

/** `long` for sentences ("12 days 4 hours"), `short` for headlines and tables ("12 d 4 h"). */
export type DurationStyle = 'long' | 'short'

/**
 * A duration in its largest units, floored or ceiled at the smallest one shown (R10): hours from a day on, minutes from ten minutes on,
 * seconds below; milliseconds only in the short style below a second.
 */
export function duration(t: Messages, ms: number, bound: BoundKind, style: DurationStyle): string {
  if (ms < 1_000 && ms > 0 && style === 'short') return t.duration.short.millisecond(roundDuration(ms, 1, bound))
  const words = t.duration[style]
  let left = roundDuration(ms, shownUnitMs(ms), bound)
  const pieces: string[] = []
  for (const [unit, size] of sizes) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) pieces.push(words[unit](count))
  }
  if (pieces.length === 0) return words.second(0)
  return style === 'long' ? t.duration.joinLong(pieces) : t.duration.joinShort(pieces)
}

/** How a lower bound is said: `measured` stands after "at least"; the other two stand alone (R10). */
export type LowerBound =
  | { readonly kind: 'measured'; readonly text: string }
  | { readonly kind: 'lessThanSecond' }
  | { readonly kind: 'notMeasurable' }

export function lowerBound(t: Messages, minMs: number, style: DurationStyle): LowerBound {
  if (minMs <= 0) return { kind: 'notMeasurable' }
  if (minMs < 1_000) return { kind: 'lessThanSecond' }
  return { kind: 'measured', text: duration(t, minMs, 'lower', style) }
}

/** The headline of an outage: "at least 12 d 4 h", "less than a second", or why there is none. */
export function headline(t: Messages, minMs: number, style: DurationStyle): string {
  const bound = lowerBound(t, minMs, style)
  if (bound.kind === 'measured') return t.duration.atLeast(bound.text)
  return bound.kind === 'lessThanSecond' ? t.duration.lessThanSecond : t.duration.notMeasurable
}

/** Both bounds for a table: "6 h 44 min to 6 h 56 min"; without an upper bound the headline. Seconds stay visible. */
export function durationRange(t: Messages, minMs: number, maxMs: number | null): string {
  if (maxMs === null) return minMs > 0 ? t.duration.atLeast(duration(t, minMs, 'lower', 'short')) : t.duration.notMeasurable
  const upper = duration(t, maxMs, 'upper', 'short')
  return minMs > 0 ? t.duration.between(duration(t, minMs, 'lower', 'short'), upper) : t.duration.atMost(upper)
}

/** Availability between its bounds: "99.87 to 99.90 %", "100 %", "99.99 to < 100 %"; null without observed time. */
export function availabilityRange(t: Messages, sums: Availability, digits = 2): string | null {
  const whole = sums.periodMs - sums.unobservedMs
  if (whole <= 0) return null
  return range(t, { part: sums.upMs, whole }, { part: sums.upMs + sums.ambiguousMs, whole }, digits)
}

/** The whole-period bounds [up / period, 1 − down / period] of R9. */
export function wholePeriodRange(t: Messages, sums: Availability, digits = 2): string | null {
  const { periodMs: whole } = sums
  return whole <= 0 ? null : range(t, { part: sums.upMs, whole }, { part: whole - sums.downMs, whole }, digits)
}

/** Coverage, floored: it is a lower bound of what was seen. null for an empty period. */
export function coverage(t: Messages, sums: Availability, digits = 1): string | null {
  const { periodMs: whole } = sums
  return whole <= 0 ? null : percentage(t, { part: whole - sums.unobservedMs, whole }, digits, 'lower')
}

function range(t: Messages, low: Ratio, high: Ratio, digits: number): string {
  const from = percentage(t, low, digits, 'lower')
  const to = percentage(t, high, digits, 'upper')
  return from === to ? from : t.number.between(from, to)
}

function percentage(t: Messages, ratio: Ratio, digits: number, bound: BoundKind): string {
  // Exact ones carry no decimals; a little that is floored away still reads "0.0 %".
  if (ratio.part === 0 || ratio.part === ratio.whole) return t.number.percent(ratio.part === 0 ? '0' : '100')
  const value = roundPercentage(ratio, digits, bound)
  if (value.kind === 'below100') return t.number.below(t.number.percent('100'))
  const scale = 10 ** digits
  const decimals = String(value.units % scale).padStart(digits, '0')
  return t.number.percent(`${Math.floor(value.units / scale)}${t.number.decimal}${decimals}`)
}

function shownUnitMs(ms: number): number {
  if (ms >= 86_400_000) return 3_600_000
  return ms >= 600_000 ? 60_000 : 1_000
}
