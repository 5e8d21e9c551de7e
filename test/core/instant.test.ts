import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoInstant, parseInstant } from '../../src/core/instant.ts'

describe('instants', () => {
  it.each([
    ['2025-05-27T08:02:00.000Z', '2025-05-27T08:02:00.000Z'],
    ['2025-05-27T08:02:00Z', '2025-05-27T08:02:00.000Z'],
    ['2025-05-27T08:02Z', '2025-05-27T08:02:00.000Z'],
    ['2025-05-27 09:02:00+01:00', '2025-05-27T08:02:00.000Z'],
    ['2025-05-27t09:02:00+0100', '2025-05-27T08:02:00.000Z'],
    ['2025-05-27T09:02:00+01', '2025-05-27T08:02:00.000Z'],
    ['2025-05-26T22:32:00-09:30', '2025-05-27T08:02:00.000Z'],
    ['2025-05-27T08:02:00.5Z', '2025-05-27T08:02:00.500Z'],
    ['2025-05-27T08:02:00,25Z', '2025-05-27T08:02:00.250Z'],
    ['2025-05-27T08:02:00.123999999z', '2025-05-27T08:02:00.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2025-12-31T23:59:59.999Z', '2025-12-31T23:59:59.999Z'],
    ['1748332920000', '2025-05-27T08:02:00.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
    ['60000', '1970-01-01T00:01:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(isoInstant(parseInstant(text) ?? Number.NaN)).toBe(iso)
  })

  it.each([
    ['no offset', '2025-05-27T08:02:00'],
    ['no time', '2025-05-27'],
    ['epoch seconds', '1748332920'],
    ['a fraction of epoch ms', '1748332920000.5'],
    ['more digits than ms have', '17483329200000'],
    ['before 1970', '-1'],
    ['30 February', '2025-02-30T00:00:00Z'],
    ['29 February of a common year', '2025-02-29T00:00:00Z'],
    ['31 April', '2025-04-31T00:00:00Z'],
    ['month 13', '2025-13-01T00:00:00Z'],
    ['month 0', '2025-00-01T00:00:00Z'],
    ['day 0', '2025-05-00T00:00:00Z'],
    ['day 32', '2025-12-32T00:00:00Z'],
    ['hour 24', '2025-05-27T24:00:00Z'],
    ['hour 24, with milliseconds', '2025-05-27T24:00:00.000Z'],
    ['30 February, with milliseconds', '2025-02-30T00:00:00.000Z'],
    ['month 13, with milliseconds', '2025-13-01T00:00:00.000Z'],
    ['day 0, with milliseconds', '2025-05-00T00:00:00.000Z'],
    ['minute 60, with milliseconds', '2025-05-27T08:60:00.000Z'],
    ['minute 60', '2025-05-27T08:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['an offset of 24 h', '2025-05-27T08:02:00+24:00'],
    ['an offset of 60 minutes', '2025-05-27T08:02:00+00:60'],
    ['a day first', '27/05/2025 08:02:00Z'],
    ['white space', ' 2025-05-27T08:02:00Z'],
    ['nothing', ''],
    ['prose', 'yesterday'],
  ])('%s is none', (_name, text) => {
    expect(parseInstant(text)).toBeNull()
  })

  it('are read back as they were written', () => {
    assert(property(integer({ min: 0, max: 4e12 }), (at) => parseInstant(isoInstant(at)) === at))
  })
})
