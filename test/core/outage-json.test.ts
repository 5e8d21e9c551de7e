import { describe, expect, it } from 'vitest'
import type { Outage } from '../../src/core/outage.ts'
import { gapJson, outageJson, totalsJson } from '../../src/core/outage-json.ts'

const at = (text: string) => Date.parse(text)
const closed: Outage = {
  // Keys in another order than the contract's, and one that it does not know.
  cause: { message: 'answered 503', code: 'http_status', phase: 'exchange' },
  confirmed: true,
  lastSeenDownAt: at('2025-05-27T08:07:00Z'),
  looks: 5,
  incidentsMax: 1,
  flaps: 0,
  unobservedMs: 0,
  maxMs: 360_000,
  minMs: 240_000,
  ongoing: false,
  recovery: { by: at('2025-05-27T08:08:00Z'), after: at('2025-05-27T08:07:00Z') },
  onset: { by: at('2025-05-27T08:03:00Z'), after: at('2025-05-27T08:02:00Z') },
  monitorId: 'cnops-www',
  id: 'cnops-www-20250527T080300Z',
}

describe('the JSON of an outage', () => {
  it("has the contract's keys in the contract's order, whatever order it was made in", () => {
    expect(JSON.stringify(outageJson(closed))).toBe(
      '{"id":"cnops-www-20250527T080300Z","monitorId":"cnops-www",' +
        '"onset":{"after":"2025-05-27T08:02:00.000Z","by":"2025-05-27T08:03:00.000Z"},' +
        '"recovery":{"after":"2025-05-27T08:07:00.000Z","by":"2025-05-27T08:08:00.000Z"},' +
        '"ongoing":false,"minMs":240000,"maxMs":360000,"unobservedMs":0,"flaps":0,"incidentsMax":1,"looks":5,' +
        '"lastSeenDownAt":"2025-05-27T08:07:00.000Z","confirmed":true,' +
        '"cause":{"phase":"exchange","code":"http_status","message":"answered 503"}}',
    )
  })

  it('keeps what is not known as null', () => {
    const open = outageJson({ ...closed, onset: { after: null, by: 0 }, recovery: null, ongoing: true, maxMs: null, cause: null })
    expect(open).toMatchObject({
      onset: { after: null, by: '1970-01-01T00:00:00.000Z' },
      recovery: null,
      ongoing: true,
      maxMs: null,
      cause: null,
    })
  })
})

describe('gaps and totals as JSON', () => {
  it('prints the instants of a gap', () => {
    expect(gapJson({ from: 1, to: 86_400_000 })).toEqual({ from: '1970-01-01T00:00:00.001Z', to: '1970-01-02T00:00:00.000Z' })
  })

  it('keeps "no measurement" as null, never as a number', () => {
    const none = {
      periodMs: 10,
      upMs: 0,
      downMs: 0,
      ambiguousMs: 0,
      unobservedMs: 10,
      coverage: 0,
      availability: null,
      wholePeriod: { min: 0, max: 1 },
    }
    expect(JSON.stringify(totalsJson(none))).toBe(
      '{"periodMs":10,"upMs":0,"downMs":0,"ambiguousMs":0,"unobservedMs":10,"coverage":0,"availability":null,"wholePeriod":{"min":0,"max":1}}',
    )
  })

  it('refuses an instant that no calendar holds', () => {
    expect(() => gapJson({ from: 0, to: 8.64e15 + 1 })).toThrow(RangeError)
  })
})
