import type { Stretch } from './happening.ts'
import type { Interval } from './plan.ts'

/**
 * Intervals of a monitor that is looked at more often from `aroundMs` before an event to as long after it, as somebody would who was told of it
 * and stayed on watch. Events may overlap; they must ascend by `from`.
 */
export function denserAround(events: readonly Stretch[], usualMs: number, denseMs: number, aroundMs: number): readonly Interval[] {
  const intervals: Interval[] = []
  let denseTo = Number.NEGATIVE_INFINITY
  for (const { from, to } of events) {
    if (from - aroundMs > denseTo) {
      if (Number.isFinite(denseTo)) intervals.push({ from: denseTo, everyMs: usualMs })
      intervals.push({ from: from - aroundMs, everyMs: denseMs })
    }
    denseTo = Math.max(denseTo, to + aroundMs)
  }
  return Number.isFinite(denseTo) ? [...intervals, { from: denseTo, everyMs: usualMs }] : intervals
}
