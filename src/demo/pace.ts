import { type Step, step } from './effect.ts'
import { dayMs } from './happening.ts'
import { factorCount, lognormalFactors, type Random } from './random.ts'

/** How long one look and its phases take, whole ms; null: not reached, or there is none. Each look overwrites the one before. */
export interface Pace {
  /**
   * For a look that begins at this instant and ends in this step: after `takesMs`, or when null by itself, within the timeout.
   * The server's phases are `slowness` times slower. Instants must ascend.
   */
  draw(at: number, slowness: number, ends: Step, takesMs: number | null): void
  resolveMs: number
  connectMs: number | null
  handshakeMs: number | null
  firstByteMs: number | null
  /** Of all phases, and of what our own process needed between them. */
  totalMs: number
}

/**
 * A service's own pace, drawn once: medians as of a server in the same country, a curve over the day and the week for what depends on its
 * visitors, and now and then a slow spell of some minutes. Jitter is lognormal, as round trips and service times are.
 */
export function createPace(random: Random, handshakes: boolean, timeoutMs: number, from: number): Pace {
  const usual = {
    resolveMs: random.lognormal(6, 0.5),
    connectMs: random.lognormal(24, 0.4),
    handshakeMs: random.lognormal(45, 0.4),
    firstByteMs: random.lognormal(190, 0.7),
    transferMs: random.lognormal(14, 0.8),
  }
  const curve = weekCurve(random)
  // The answer came in time: a slow one is slow, not late.
  const longestMs = Math.floor(timeoutMs * 0.9)
  let spell = spellAfter(random, from)

  const loadAt = (at: number): number => {
    while (spell.to <= at) spell = spellAfter(random, spell.to)
    const spellFactor = at >= spell.from ? spell.factor : 1
    return (curve[Math.floor(at / quarterMs) % quartersPerWeek] ?? 1) * spellFactor
  }

  /** Shrinks what would have been late, and lets the step that it ends in take the rest. */
  const fit = (ends: Step, takesMs: number | null): void => {
    const sumMs = pace.totalMs
    const shrink = sumMs > longestMs ? longestMs / sumMs : 1
    const restMs = takesMs === null ? 0 : Math.max(0, takesMs - sumMs)
    const timed = (ms: number, phase: Step): number => Math.floor(ms * shrink) + (ends === phase ? restMs : 0)
    pace.resolveMs = timed(pace.resolveMs, step.resolve)
    if (pace.connectMs !== null) pace.connectMs = timed(pace.connectMs, step.connect)
    if (pace.handshakeMs !== null) pace.handshakeMs = timed(pace.handshakeMs, step.handshake)
    if (pace.firstByteMs !== null) pace.firstByteMs = timed(pace.firstByteMs, step.exchange)
    pace.totalMs = takesMs === null ? Math.floor(sumMs * shrink) : Math.max(takesMs, sumMs)
  }

  const pace: Pace = {
    resolveMs: 0,
    connectMs: null,
    handshakeMs: null,
    firstByteMs: null,
    totalMs: 0,
    draw(at, slowness, ends, takesMs) {
      const load = loadAt(at) * slowness
      const one = random.bits()
      const other = random.bits()
      const third = random.bits()
      const resolveMs = scaled(usual.resolveMs, wide, one)
      const connectMs = ends < step.connect ? 0 : scaled(usual.connectMs, narrow, one >>> 12)
      const handshakeMs = ends < step.handshake || !handshakes ? 0 : scaled(usual.handshakeMs, narrow, other)
      const firstByteMs = ends < step.exchange ? 0 : scaled(usual.firstByteMs * load, medium, other >>> 12)
      const transferMs = ends < step.end ? 0 : scaled(usual.transferMs * load, wide, third)
      const ourMs = (third >>> 24) & 1
      const sumMs = resolveMs + connectMs + handshakeMs + firstByteMs + transferMs + ourMs
      pace.resolveMs = resolveMs
      pace.connectMs = ends < step.connect ? null : connectMs
      pace.handshakeMs = ends < step.handshake || !handshakes ? null : handshakeMs
      pace.firstByteMs = ends < step.exchange ? null : firstByteMs
      pace.totalMs = sumMs
      if (takesMs !== null || sumMs > longestMs) fit(ends, takesMs)
    },
  }
  return pace
}

const narrow = lognormalFactors(0.08)
const medium = lognormalFactors(0.25)
const wide = lognormalFactors(0.5)

function scaled(ms: number, factors: Float64Array, bits: number): number {
  return Math.round(ms * (factors[bits & (factorCount - 1)] ?? 1))
}

const quarterMs = 900_000
const quartersPerWeek = (7 * dayMs) / quarterMs

/** Factors by quarter hour of the week; the first is Thursday, 00:00 UTC, as in 1970. */
function weekCurve(random: Random): Float64Array {
  const swing = random.lognormal(0.5, 0.5)
  const busiestHour = 10 + random.next() * 5
  const weekend = 0.3 + random.next() * 0.5
  return Float64Array.from({ length: quartersPerWeek }, (_, quarter) => {
    const day = Math.floor(quarter / 96)
    const hour = (quarter % 96) / 4
    const visitors = (1 + Math.cos(((hour - busiestHour) / 12) * Math.PI)) / 2
    return 1 + swing * visitors * (day === 2 || day === 3 ? weekend : 1)
  })
}

interface Spell {
  readonly from: number
  readonly to: number
  readonly factor: number
}

/** One in six days on average, of a quarter of an hour, mostly. */
function spellAfter(random: Random, at: number): Spell {
  const from = at + random.exponential(6 * dayMs)
  return { from, to: from + random.lognormal(quarterMs, 0.8), factor: 1.5 + random.exponential(1) }
}
