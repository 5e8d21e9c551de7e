import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { availability, totals } from '../../src/core/availability.ts'
import { deriveOutages } from '../../src/core/derive.ts'
import { noRounds } from '../../src/core/effective.ts'
import type { Outcome } from '../../src/core/observation.ts'
import type { Availability, Bounds, Outage } from '../../src/core/outage.ts'
import { look } from './series.ts'

interface Vector {
  name: string
  notes: string
  everyMs: number
  confirm: { down: number; up: number }
  from: string
  to: string
  observations: { at: string; outcome: Outcome; durationMs?: number; uncertaintyMs?: number; everyMs?: number }[]
  expected: { outages: unknown[]; unconfirmed: unknown[]; gaps: unknown[]; totals: Availability }
}

const file = new URL('../fixtures/vectors/outages.json', import.meta.url)
const { vectors }: { vectors: Vector[] } = JSON.parse(readFileSync(file, 'utf8'))

describe('the published vectors', () => {
  it('are all there', () => expect(vectors.length).toBe(21))

  it.each(vectors.map((vector) => [vector.name, vector.notes, vector] as const))('%s: %s', (_name, _notes, vector) => {
    const looks = vector.observations.map((sample) => look({ everyMs: vector.everyMs, ...sample, at: Date.parse(sample.at) }))
    const rules = { confirmDown: vector.confirm.down, confirmUp: vector.confirm.up }
    const period = { from: Date.parse(vector.from), to: Date.parse(vector.to) }
    const derived = deriveOutages('samples', looks, noRounds, rules, { asOf: period.to })
    const figures = availability(totals(derived.segments, period))
    expect(derived.outages.map(shown)).toEqual(vector.expected.outages)
    expect(derived.unconfirmed.map(shown)).toEqual(vector.expected.unconfirmed)
    expect(derived.gaps.map(({ from, to }) => ({ from: iso(from), to: iso(to) }))).toEqual(vector.expected.gaps)
    expect(rounded(figures)).toEqual(rounded(vector.expected.totals))
  })
})

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString()
}

function shown({ id: _id, monitorId: _monitorId, cause: _cause, ...outage }: Outage): unknown {
  const bounds = (value: Bounds | null): unknown => value && { after: iso(value.after), by: iso(value.by) }
  const { onset, recovery, lastSeenDownAt, ...rest } = outage
  return { ...rest, onset: bounds(onset), recovery: bounds(recovery), lastSeenDownAt: iso(lastSeenDownAt) }
}

function rounded(figures: Availability): unknown {
  return JSON.parse(JSON.stringify(figures), (_key, value: unknown) => (typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value))
}
