import { readFileSync } from 'node:fs'
import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketAt, buckets } from '../../src/core/calendar.ts'

interface LocalDay {
  readonly tz: string
  readonly day: string
  readonly starts: string
  readonly ends: string
  readonly length_s: number
}
const vectors: { readonly localDays: readonly LocalDay[] } = JSON.parse(
  readFileSync(new URL('../fixtures/vectors/outages.json', import.meta.url), 'utf8'),
)
const at = (text: string) => Date.parse(text)
const hours = (from: string, to: string, timeZone: string) =>
  buckets({ from: at(from), to: at(to) }, 'hour', timeZone).map(({ from, to, label }) => [label, (to - from) / 60_000])

describe('local days', () => {
  it.each(vectors.localDays)('$day in $tz lasts $length_s s', ({ tz, day, starts, ends, length_s }) => {
    const bucket = bucketAt(at(starts), 'day', tz)
    expect(bucket).toEqual({ from: at(starts), to: at(ends), label: day })
    expect(bucket.to - bucket.from).toBe(length_s * 1000)
    expect(bucketAt(at(ends) - 1, 'day', tz)).toEqual(bucket)
    expect(bucketAt(at(ends), 'day', tz).from).toBe(at(ends))
  })

  it.each([
    ['Europe/Paris', '2026-03-29', 23],
    ['Europe/Paris', '2026-10-25', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Asia/Kolkata', '2026-10-25', 24],
    // Clocks that jump over midnight, and that go back to it.
    ['America/Havana', '2026-03-08', 23],
    ['America/Havana', '2026-11-01', 25],
  ])('in %s, %s lasts %d h', (timeZone, day, length) => {
    const found = bucketAt(at(`${day}T12:00:00Z`), 'day', timeZone)
    expect([found.label, (found.to - found.from) / 3_600_000]).toEqual([day, length])
  })

  it('starts a day whose midnight is skipped at the jump', () => {
    expect(bucketAt(at('2026-03-08T12:00:00Z'), 'day', 'America/Havana').from).toBe(at('2026-03-08T05:00:00Z'))
  })

  it('does not go back to the old day when clocks go back over midnight', () => {
    // Goose Bay, 2010-11-07 00:01 → 2010-11-06 23:01: the 7th had begun already.
    const again = bucketAt(at('2010-11-07T03:10:00Z'), 'day', 'America/Goose_Bay')
    expect(again).toEqual({ from: at('2010-11-07T03:00:00Z'), to: at('2010-11-08T04:00:00Z'), label: '2010-11-07' })
  })

  it('has no bucket for a day that a zone left out', () => {
    const labels = buckets({ from: at('2011-12-29T12:00:00Z'), to: at('2011-12-31T12:00:00Z') }, 'day', 'Pacific/Apia').map(
      ({ label }) => label,
    )
    expect(labels).toEqual(['2011-12-29', '2011-12-31', '2012-01-01'])
  })
})

describe('local hours', () => {
  it('tells the two showings of an autumn hour apart by their offset', () => {
    expect(hours('2026-10-24T23:00:00Z', '2026-10-25T02:00:00Z', 'Europe/Paris')).toEqual([
      ['2026-10-25T01:00+02:00', 60],
      ['2026-10-25T02:00+02:00', 60],
      ['2026-10-25T02:00+01:00', 60],
    ])
  })

  it('leaves out the hour that spring skips', () => {
    expect(hours('2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z', 'Europe/Paris')).toEqual([
      ['2026-03-29T01:00+01:00', 60],
      ['2026-03-29T03:00+02:00', 60],
    ])
  })

  it('cuts at local, not UTC, hours where the offset is half an hour', () => {
    expect(hours('2026-05-01T00:00:00Z', '2026-05-01T01:00:00Z', 'Asia/Kolkata')).toEqual([
      ['2026-05-01T05:00+05:30', 30],
      ['2026-05-01T06:00+05:30', 30],
    ])
  })

  it('gives the half hours of Lord Howe buckets of their own', () => {
    expect(hours('2026-04-04T14:00:00Z', '2026-04-04T16:30:00Z', 'Australia/Lord_Howe')).toEqual([
      ['2026-04-05T01:00+11:00', 60],
      ['2026-04-05T01:30+10:30', 30],
      ['2026-04-05T02:00+10:30', 60],
    ])
    expect(hours('2026-10-03T14:30:00Z', '2026-10-03T16:00:00Z', 'Australia/Lord_Howe')).toEqual([
      ['2026-10-04T01:00+10:30', 60],
      ['2026-10-04T02:30+11:00', 30],
    ])
  })
})

describe('local months and years', () => {
  it.each([
    ['month', '2026-02-15T00:00:00Z', { label: '2026-02', from: at('2026-01-31T23:00:00Z'), to: at('2026-03-01T00:00:00Z') }],
    ['month', '2026-12-31T23:30:00Z', { label: '2026-12', from: at('2026-12-01T00:00:00Z'), to: at('2027-01-01T00:00:00Z') }],
    ['year', '2026-06-01T00:00:00Z', { label: '2026', from: at('2025-12-31T23:00:00Z'), to: at('2027-01-01T00:00:00Z') }],
  ] as const)('a %s of Casablanca that meets its clock shifts', (unit, instant, bucket) => {
    expect(bucketAt(at(instant), unit, 'Africa/Casablanca')).toEqual(bucket)
  })
})

describe('buckets of a period', () => {
  it('are none for an empty period', () => {
    expect(buckets({ from: 5, to: 5 }, 'day', 'UTC')).toEqual([])
  })

  it('clip the first and the last, and keep their labels', () => {
    expect(buckets({ from: at('2026-02-14T12:00:00Z'), to: at('2026-02-16T06:00:00Z') }, 'day', 'Africa/Casablanca')).toEqual([
      { from: at('2026-02-14T12:00:00Z'), to: at('2026-02-14T23:00:00Z'), label: '2026-02-14' },
      { from: at('2026-02-14T23:00:00Z'), to: at('2026-02-16T00:00:00Z'), label: '2026-02-15' },
      { from: at('2026-02-16T00:00:00Z'), to: at('2026-02-16T06:00:00Z'), label: '2026-02-16' },
    ])
  })

  const zones = ['Africa/Casablanca', 'Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Havana', 'UTC']
  it('partition it to the millisecond, each within the whole bucket of its instants', () => {
    assert(
      property(
        constantFrom(...zones),
        constantFrom('hour' as const, 'day' as const, 'month' as const, 'year' as const),
        integer({ min: at('2024-01-01'), max: at('2029-01-01') }),
        integer({ min: 1, max: 20 * 86_400_000 }),
        (timeZone, unit, from, length) => {
          const found = buckets({ from, to: from + length }, unit, timeZone)
          expect(found[0]?.from).toBe(from)
          expect(found.at(-1)?.to).toBe(from + length)
          for (const [index, bucket] of found.entries()) {
            expect(bucket.to).toBeGreaterThan(bucket.from)
            if (index > 0) expect(bucket.from).toBe(found[index - 1]?.to)
            for (const instant of [bucket.from, bucket.to - 1]) expect(bucketAt(instant, unit, timeZone).label).toBe(bucket.label)
          }
          expect(new Set(found.map(({ label }) => label)).size).toBe(found.length)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('agree with Temporal on where every day begins', () => {
    assert(
      property(constantFrom(...zones), integer({ min: at('1975-01-01'), max: at('2035-01-01') }), (timeZone, instant) => {
        const expected = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).startOfDay().epochMilliseconds
        expect(bucketAt(instant, 'day', timeZone).from).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })
})
