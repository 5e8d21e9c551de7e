import { dayMs, type Happening, leadMs, type ObserverEvent, type Shape } from './happening.ts'
import { createRandom, type Random } from './random.ts'

/** How often one monitor is befallen, per year. */
export interface Rates {
  /** Everything that people would remember: failures of minutes to weeks, slow hours and blocks. */
  readonly outages: number
  /** Failures of seconds, which a single look may happen to see. */
  readonly blips: number
}

/**
 * Chosen from ten months of one real monitor of eleven services (a look every ten minutes, 2,129 monitor-days, github.com/tscircuit/status):
 * a service had between 5 and 216 outages of two looks or more in a year, in the median 41, of 27 minutes in the median, 48 in the upper
 * quartile, 99 at the ninth decile and 34 hours at the 99th percentile; for each of them 4.8 failures that only one look saw. Services that the
 * public depends on are run with more care than those of a start-up, so the median here is 8 a year, with the same spread between services.
 * Looks every minute that are repeated after ten seconds see every third blip, and some of those twice.
 */
export const usualRates: Rates = { outages: 8, blips: 40 }

/** What may befall the services in (from, to), drawn from a seed; each monitor has a luck of its own. Ascending, well apart. */
export function drawHappenings(
  seed: string,
  monitor: { readonly id: string; readonly expect: { readonly certificateDays: number | null } },
  { from, to }: { readonly from: number; readonly to: number },
  rates: Rates = usualRates,
): readonly Happening[] {
  const random = createRandom(`${seed}/${monitor.id}/happenings`)
  const luck = random.lognormal(1, 0.9)
  const perDay = (luck * (rates.outages + rates.blips)) / 365
  const happenings: Happening[] = []
  for (let at = from + leastApartMs; ; ) {
    at += random.exponential(dayMs / perDay)
    const happening = random.next() * (rates.outages + rates.blips) < rates.outages ? outageAt(at, random) : blipAt(at, random)
    // What shows in advance is moved back, not let into what came before.
    const lead = leadMs(happening, monitor.expect.certificateDays)
    const moved = { ...happening, from: Math.round(happening.from + lead), to: Math.round((happening.to ?? to) + lead) }
    // Without rates nothing ever comes: the first would come at Infinity.
    if (!(moved.to < to)) return happenings
    happenings.push(moved)
    at = moved.to + leastApartMs
  }
}

/**
 * What may befall us: in a year some two nights and three hours without a network, and the daemon off 14 times, mostly for the minutes of an
 * update. The same real monitor spent 13 % of the time in gaps beyond R2's reach; ours is meant to be a better kept one.
 */
export function drawObserver(seed: string, { from, to }: { readonly from: number; readonly to: number }): readonly ObserverEvent[] {
  const random = createRandom(`${seed}/observer`)
  const events: ObserverEvent[] = []
  for (let at = from + dayMs; ; ) {
    at = Math.round(at + random.exponential((365 / 19) * dayMs))
    const offline = random.next() < 5 / 19
    const typicalMs = offline ? (random.next() < 0.4 ? 8 * hourMs : hourMs) : random.next() < 0.8 ? 3 * minuteMs : 2 * hourMs
    const end = at + Math.max(minuteMs, Math.round(random.lognormal(typicalMs, 0.3)))
    if (end >= to - dayMs) return events
    events.push({ kind: offline ? 'offline' : 'off', from: at, to: end })
    at = end + dayMs / 4
  }
}

const minuteMs = 60_000
const hourMs = 3_600_000
// Farther than R2's reach of an interval of half an hour, so that the method can tell one from the next.
const leastApartMs = 2 * hourMs

const blipCodes = ['http_status', 'http_status', 'http_timeout', 'tcp_timeout', 'tcp_refused'] as const

function blipAt(from: number, random: Random): Happening {
  return { kind: 'crash', code: pick(blipCodes, random), from, to: from + Math.max(2_000, random.lognormal(12_000, 0.9)) }
}

// A third of the real failures named a time-out; most others did not say.
const outageCodes = ['http_timeout', 'http_timeout', 'http_status', 'http_status', 'tcp_timeout', 'tcp_refused'] as const

interface Kind {
  readonly share: number
  readonly shape: (random: Random, from: number, lastsMs: number) => Shape
  /** Median and spread of how long it lasts. */
  readonly lasts: readonly [number, number]
}

// Crashes last as the real ones did; the others as long as people need to notice and to act. Shares of the rare ones are by judgement.
const kinds: readonly Kind[] = [
  { share: 60, shape: (random) => ({ kind: 'crash', code: pick(outageCodes, random) }), lasts: [27 * minuteMs, 1.1] },
  { share: 8, shape: (random) => ({ kind: 'slow-death', riseMs: random.integer(20, 120) * minuteMs }), lasts: [50 * minuteMs, 0.8] },
  { share: 7, shape: flapping, lasts: [2 * hourMs, 0.6] },
  { share: 8, shape: (random) => ({ kind: 'slow', factor: random.integer(6, 20) }), lasts: [2 * hourMs, 0.8] },
  { share: 8, shape: (random, from, lastsMs) => maintenance(random, from, lastsMs), lasts: [3 * hourMs, 0.5] },
  { share: 4, shape: () => ({ kind: 'blocked' }), lasts: [10 * hourMs, 0.8] },
  {
    share: 1,
    shape: (random) => ({ kind: 'suspended', code: pick(['content_notice', 'content_missing'], random) }),
    lasts: [9 * dayMs, 0.6],
  },
  { share: 2, shape: () => ({ kind: 'expired-certificate' }), lasts: [14 * hourMs, 0.7] },
  { share: 1, shape: () => ({ kind: 'name-gone' }), lasts: [10 * hourMs, 0.7] },
]
const allShares = kinds.reduce((sum, { share }) => sum + share, 0)

function outageAt(from: number, random: Random): Happening {
  let left = random.next() * allShares
  const kind = kinds.find(({ share }) => (left -= share) < 0) ?? kinds[0]
  if (kind === undefined) return blipAt(from, random)
  // Shorter than this and an interval of a minute need not see it twice.
  const lastsMs = Math.max(3 * minuteMs, random.lognormal(...kind.lasts))
  return { ...kind.shape(random, from, lastsMs), from, to: from + lastsMs }
}

function flapping(random: Random): Shape {
  return { kind: 'flapping', downMs: random.integer(3, 9) * minuteMs, upMs: random.integer(3, 12) * minuteMs }
}

/** Announced to the half hour; two in three take longer than announced. */
function maintenance(random: Random, from: number, lastsMs: number): Shape {
  const half = hourMs / 2
  const share = random.next() < 2 / 3 ? 0.6 : 1.2
  return { kind: 'maintenance', announcedTo: Math.ceil((from + lastsMs * share) / half) * half }
}

function pick<T>(values: readonly [T, ...T[]], random: Random): T {
  return values[random.integer(0, values.length - 1)] ?? values[0]
}
