import { readFileSync } from 'node:fs'
import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  firstInstantOf,
  localIso,
  offsetAt,
  offsetSpanAt,
  runtimeProblem,
  timeZoneProblem,
  unknownTimeZone,
} from '../../src/core/time-zone.ts'

interface Vectors {
  readonly timezone: readonly { readonly utc: string; readonly local: string }[]
  readonly vectors: readonly {
    readonly name: string
    readonly local?: { readonly tz: string; readonly first_down: string; readonly last_down: string }
    readonly expected: { readonly outages: readonly { readonly onset: { readonly by: string }; readonly lastSeenDownAt: string }[] }
  }[]
}
const vectors: Vectors = JSON.parse(readFileSync(new URL('../fixtures/vectors/outages.json', import.meta.url), 'utf8'))
const at = (text: string) => Date.parse(text)

describe('local time with its offset', () => {
  it.each(vectors.timezone)('$utc is $local in Casablanca', ({ utc, local }) => {
    expect(localIso(at(utc), 'Africa/Casablanca')).toBe(local)
  })

  it.each(vectors.vectors.filter(({ local }) => local !== undefined))(
    '$name prints its first and last failed look',
    ({ local, expected }) => {
      const [outage] = expected.outages
      expect(localIso(at(outage?.onset.by ?? ''), local?.tz ?? '')).toBe(local?.first_down)
      expect(localIso(at(outage?.lastSeenDownAt ?? ''), local?.tz ?? '')).toBe(local?.last_down)
    },
  )

  it.each([
    ['America/New_York', '2026-01-01T00:30:00Z', '2025-12-31T19:30:00-05:00'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '2026-01-01T05:45:00+05:45'],
    ['America/St_Johns', '2026-01-01T00:00:00Z', '2025-12-31T20:30:00-03:30'],
    ['UTC', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00+00:00'],
  ])('in %s, %s is %s', (timeZone, utc, local) => {
    expect(localIso(at(utc), timeZone)).toBe(local)
  })
})

describe('spans of one offset', () => {
  it('change at the very millisecond of a transition', () => {
    const shift = at('2026-09-20T01:00:00Z')
    expect(offsetSpanAt(shift - 1, 'Africa/Casablanca')).toEqual({ from: at('2026-03-22T02:00:00Z'), to: shift, offsetMs: 3_600_000 })
    expect(offsetSpanAt(shift, 'Africa/Casablanca')).toEqual({ from: shift, to: Infinity, offsetMs: 0 })
  })

  it('never end in a zone without transitions', () => {
    expect(offsetSpanAt(0, 'UTC')).toEqual({ from: -Infinity, to: Infinity, offsetMs: 0 })
  })

  it('agree with Temporal, in whatever order they are asked', () => {
    const zones = ['Africa/Casablanca', 'Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Tehran']
    assert(
      property(constantFrom(...zones), integer({ min: at('1975-01-01'), max: at('2040-01-01') }), (timeZone, instant) => {
        const expected = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6
        expect(offsetAt(instant, timeZone)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the first instant that shows a local time', () => {
  it.each([
    ['a plain time', '2026-05-27T09:00:00', '2026-05-27T07:00:00Z'],
    ['the last second before the jump', '2026-03-29T01:59:59', '2026-03-29T00:59:59Z'],
    ['a skipped time: the jump', '2026-03-29T02:30:00', '2026-03-29T01:00:00Z'],
    ['the time right after the jump', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z'],
    ['a time shown twice: the first', '2026-10-25T02:30:00', '2026-10-25T00:30:00Z'],
    ['after the repeated hour', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z'],
  ])('%s', (_name, local, instant) => {
    expect(firstInstantOf(at(`${local}Z`), 'Europe/Paris')).toBe(at(instant))
  })
})

describe('start-up checks', () => {
  it('finds this runtime right about Morocco', () => {
    expect(timeZoneProblem()).toBeNull()
  })

  it('says what an old runtime gets wrong, and what to do', () => {
    const asked: unknown[] = []
    const stale = (...question: readonly [number, string]) => {
      asked.push(question)
      return 3_600_000
    }
    expect(timeZoneProblem(stale)).toMatch(/older than 2026c.*UTC\+01:00 on 2026-11-23.*Node 26\.10/)
    expect(asked).toEqual([[at('2026-11-23T10:00:00Z'), 'Africa/Casablanca']])
  })

  it.each(['26.10.0', '26.11.3', '27.0.0', '30.1.0'])('Node %s will do', (version) => {
    expect(runtimeProblem(version)).toBeNull()
  })

  it.each(['26.9.9', '20.19.0', '25.99.0', '26', ''])('Node "%s" will not', (version) => {
    expect(runtimeProblem(version)).toBe(`needs Node 26.10 or later; this is ${version}`)
  })

  it.each(['Africa/Casablanca', 'UTC', 'Asia/Kolkata'])('%s is a time zone', (name) => {
    expect(unknownTimeZone(name)).toBeNull()
  })

  it.each(['Africa/Rabat', 'Casablanca', '', 'GMT+1 '])('"%s" is none', (name) => {
    expect(unknownTimeZone(name)).toMatch(/is not an IANA time zone such as Africa\/Casablanca/)
  })
})
