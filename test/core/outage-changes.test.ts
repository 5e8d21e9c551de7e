import { describe, expect, it } from 'vitest'
import type { Outage } from '../../src/core/outage.ts'
import { outageChanges } from '../../src/core/outage-changes.ts'

const outage = (id: string, by: number, endedBy: number | null, confirmed = true): Outage => ({
  id,
  monitorId: 'a',
  onset: { after: by - 10, by },
  recovery: endedBy === null ? null : { after: endedBy - 10, by: endedBy },
  ongoing: endedBy === null,
  minMs: 20,
  maxMs: null,
  unobservedMs: 0,
  flaps: 0,
  incidentsMax: 1,
  looks: 3,
  lastSeenDownAt: by + 20,
  confirmed,
  cause: null,
})

describe('changes of outages', () => {
  it('are told newest first: confirmed when the id was given out, closed when it was seen working', () => {
    const changes = outageChanges([outage('a', 100, 200), outage('b', 150, null)], (id) => (id === 'a' ? 110 : null), [])
    expect(changes.map(({ kind, id, at }) => [kind, id, at])).toEqual([
      ['closed', 'a', 200],
      ['confirmed', 'b', 150],
      ['confirmed', 'a', 110],
    ])
  })

  it('leave out what nobody confirmed', () => {
    expect(outageChanges([outage('a', 100, 200, false)], () => null, [])).toEqual([])
  })

  it('say where an id leads that was given out, or that it leads nowhere', () => {
    const corrections = [
      { id: 'x', monitorId: 'a', at: 50, to: 'a', reason: 'dated differently' },
      { id: 'y', monitorId: 'a', at: 50, to: null, reason: 'no longer derived' },
    ]
    expect(outageChanges([], () => null, corrections)).toEqual([
      { kind: 'withdrawn', at: 50, id: 'y', monitorId: 'a', reason: 'no longer derived' },
      { kind: 'moved', at: 50, id: 'x', monitorId: 'a', to: 'a', reason: 'dated differently' },
    ])
  })

  it('keep the order of an outage that was confirmed and seen working at one instant', () => {
    expect(outageChanges([outage('a', 100, 110)], () => 110, []).map(({ kind }) => kind)).toEqual(['closed', 'confirmed'])
  })
})
