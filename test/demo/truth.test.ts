import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reachMs } from '../../src/core/interval.ts'
import { failingTimes, type Happening, type Shape } from '../../src/demo/happening.ts'
import { day, derivedFrom, firstId, from, historyOf, holds, hour, looksIn, minute, second } from './scene.ts'

const until = from + 4 * hour
const long = { from: from + hour, to: from + 2 * hour }

/** What is seen in the middle of an hour of each shape. */
const shapes: readonly { readonly shape: Shape; readonly sees: string; readonly status: number | null; readonly reached: string }[] = [
  { shape: { kind: 'crash', code: 'tcp_refused' }, sees: 'down tcp_refused', status: null, reached: 'resolve connect' },
  { shape: { kind: 'crash', code: 'tcp_timeout' }, sees: 'down tcp_timeout', status: null, reached: 'resolve connect' },
  { shape: { kind: 'crash', code: 'http_status' }, sees: 'down http_status', status: 503, reached: 'resolve connect handshake firstByte' },
  {
    shape: { kind: 'crash', code: 'http_timeout' },
    sees: 'down http_timeout',
    status: null,
    reached: 'resolve connect handshake firstByte',
  },
  {
    shape: { kind: 'slow-death', riseMs: 30 * minute },
    sees: 'down http_timeout',
    status: null,
    reached: 'resolve connect handshake firstByte',
  },
  {
    shape: { kind: 'suspended', code: 'content_notice' },
    sees: 'down content_notice',
    status: 200,
    reached: 'resolve connect handshake firstByte',
  },
  {
    shape: { kind: 'suspended', code: 'content_missing' },
    sees: 'down content_missing',
    status: 200,
    reached: 'resolve connect handshake firstByte',
  },
  { shape: { kind: 'expired-certificate' }, sees: 'down tls_expired', status: null, reached: 'resolve connect handshake' },
  { shape: { kind: 'name-gone' }, sees: 'down dns_nxdomain', status: null, reached: 'resolve' },
  {
    shape: { kind: 'maintenance', announcedTo: from + 1.5 * hour },
    sees: 'down http_status',
    status: 503,
    reached: 'resolve connect handshake firstByte',
  },
  { shape: { kind: 'blocked' }, sees: 'unknown blocked_waf', status: 403, reached: 'resolve connect handshake firstByte' },
]

describe('an hour of each shape', () => {
  it.each(shapes)('$shape.kind $shape.code: $sees', ({ shape, sees, status, reached }) => {
    const items = [...historyOf({ happenings: [{ ...shape, ...long }] }).until(until)]
    const during = looksIn(items).filter(({ at }) => at >= long.from && at < long.to)
    expect(during.length).toBeGreaterThan(50)
    for (const look of during) {
      expect(`${look.outcome} ${look.failure?.code}`).toBe(sees)
      expect(look.status).toBe(status)
      const { resolveMs, connectMs, handshakeMs, firstByteMs } = look.timings
      const phases = Object.entries({ resolve: resolveMs, connect: connectMs, handshake: handshakeMs, firstByte: firstByteMs })
      expect(phases.flatMap(([name, ms]) => (ms === null ? [] : [name])).join(' ')).toBe(reached)
      if (look.failure?.code.endsWith('_timeout') === true) expect(look.timings.totalMs).toBe(30_000)
    }
    const { outages } = derivedFrom(items)
    if (sees.startsWith('unknown')) expect(outages).toEqual([])
    else expect(outages.map(holds([long]))).toEqual([true])
  })

  it('slow: degraded, and up', () => {
    const items = [...historyOf({ happenings: [{ kind: 'slow', factor: 30, ...long }] }).until(until)]
    const slow = looksIn(items).filter(({ degraded }) => degraded.some(({ code }) => code === 'slow'))
    expect(slow.length).toBeGreaterThan(50)
    expect(slow.every(({ at, outcome, timings }) => at >= long.from && at < long.to && outcome === 'up' && timings.totalMs > 3_000)).toBe(
      true,
    )
    expect(derivedFrom(items).outages).toEqual([])
  })

  it('shows before it fails: a dying service slows down, a certificate has fewer days left', () => {
    const dying = looksIn(historyOf({ happenings: [{ kind: 'slow-death', riseMs: hour, ...long }] }).until(long.from))
    const mean = (looks: typeof dying) => looks.reduce((sum, { timings }) => sum + timings.totalMs, 0) / looks.length
    expect(mean(dying.slice(-10)) / mean(dying.slice(0, 10))).toBeGreaterThan(4)
    expect(dying.every(({ outcome }) => outcome === 'up')).toBe(true)

    const expires = from + 16 * day + hour
    const expiring = looksIn(
      historyOf({ everyMs: hour, happenings: [{ kind: 'expired-certificate', from: expires, to: null }] }).until(expires),
    )
    const warnings = expiring.flatMap(({ degraded }) => degraded.map(({ code, message }) => `${code}: ${message}`))
    expect(new Set(warnings).size).toBe(14)
    expect(warnings[0]).toBe('certificate_expiring: certificate expires in 13 d, less than 14 d')
    expect(warnings.at(-1)).toBe('certificate_expiring: certificate expires in 0 d, less than 14 d')
  })

  it('is looked at again after ten seconds until it is settled, and not longer', () => {
    const crash = { kind: 'crash', code: 'http_status', ...long } as const
    const looks = looksIn(historyOf({ happenings: [crash] }).until(until))
    const repeated = looks.filter(({ recheck }) => recheck)
    // One after the first failure confirms it; one good look ends it.
    expect(repeated.map(({ outcome }) => outcome)).toEqual(['down'])
    const first = looks.find(({ outcome }) => outcome === 'down')
    const pause = (repeated[0]?.at ?? 0) - (first?.at ?? 0)
    expect(pause).toBeGreaterThanOrEqual(10 * second)
    expect(pause).toBeLessThan(10.2 * second)
  })

  it('goes on at the end when nobody ended it', () => {
    const happenings: Happening[] = [{ kind: 'crash', code: 'tcp_refused', from: from + hour, to: null }]
    const { outages } = derivedFrom(historyOf({ happenings }).until(until))
    expect(outages.length).toBe(1)
    expect(outages[0]).toMatchObject({ ongoing: true, confirmed: true, recovery: null, monitorId: firstId })
    expect(until - (outages[0]?.lastSeenDownAt ?? 0)).toBeLessThan(2 * minute)
  })
})

// Beyond R2's reach and the longest look, so that the method must tell one failure from the next (method.md, property 2).
const apartMs = reachMs(minute) + 30 * second
const failing: fc.Arbitrary<Shape> = fc.constantFrom<Shape>(
  { kind: 'crash', code: 'tcp_refused' },
  { kind: 'crash', code: 'http_timeout' },
  { kind: 'crash', code: 'http_status' },
  { kind: 'suspended', code: 'content_notice' },
  { kind: 'name-gone' },
  { kind: 'flapping', downMs: 4 * minute, upMs: 5 * minute },
)
const script = fc
  .array(fc.tuple(failing, fc.integer({ min: apartMs, max: 30 * minute }), fc.integer({ min: apartMs, max: 20 * minute })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => {
    let at = from + 10 * minute
    return parts.map(([shape, pauseMs, lastsMs]): Happening => {
      const begins = at + pauseMs
      at = begins + lastsMs
      return { ...shape, from: begins, to: at }
    })
  })

describe('what the method finds', () => {
  it('is every scripted failure and nothing else, each between its bounds', () => {
    let compared = 0
    fc.assert(
      fc.property(script, fc.string({ maxLength: 4 }), (happenings, seed) => {
        // The last piece of a flapping one may be too short to be seen.
        const truth = happenings.flatMap((happening) => failingTimes(happening, until + 10 * hour))
        const certain = truth.filter((stretch) => stretch.to - stretch.from >= apartMs)
        const end = (happenings.at(-1)?.to ?? 0) + 10 * minute
        const { outages } = derivedFrom(historyOf({ seed, happenings, monitors: 2 }).until(end))
        expect(outages.map(({ monitorId }) => monitorId)).toEqual(outages.map(() => firstId))
        expect(outages.map(holds(truth))).toEqual(outages.map(() => true))
        const missed = certain.filter((stretch) => !outages.some((outage) => outage.confirmed && holds([stretch])(outage)))
        expect(missed).toEqual([])
        compared += certain.length
      }),
      { numRuns: 60 },
    )
    expect(compared).toBeGreaterThan(100)
  })

  it('is nothing where only the observer failed: that time is unknown, never down', () => {
    const outages = fc.array(
      fc.tuple(
        fc.constantFrom<'offline' | 'off'>('offline', 'off'),
        fc.integer({ min: 5 * minute, max: 2 * hour }),
        fc.integer({ min: 5 * minute, max: 5 * hour }),
      ),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(outages, fc.constantFrom(minute, 5 * minute, 15 * minute), (parts, everyMs) => {
        let at = from + hour
        const observer = parts.map(([kind, pauseMs, lastsMs]) => {
          const begins = at + pauseMs
          at = begins + lastsMs
          return { kind, from: begins, to: at }
        })
        const items = [...historyOf({ monitors: 3, everyMs, observer }).until(at + 2 * hour)]
        const found = derivedFrom(items)
        expect(found.outages).toEqual([])
        for (const event of observer.filter(({ to, from: begins }) => to - begins > reachMs(everyMs) + everyMs)) {
          // Each of the three monitors has a gap that covers all of it but an interval at its ends.
          const gaps = found.gaps.filter((gap) => gap.from <= event.from + everyMs && gap.to >= event.to)
          expect(gaps.length).toBeGreaterThanOrEqual(3)
        }
        const off = observer.filter(({ kind }) => kind === 'off')
        expect(looksIn(items).filter((look) => off.some((event) => look.at >= event.from && look.at < event.to))).toEqual([])
        expect(new Set(items.flatMap((item) => (item.type === 'control' ? [item.round.boot] : []))).size).toBe(off.length + 1)
      }),
      { numRuns: 40 },
    )
  })
})
