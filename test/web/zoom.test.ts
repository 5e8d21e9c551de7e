import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/web/problem.ts'
import { besides, zoomOf } from '../../src/web/zoom.ts'

const now = Date.UTC(2026, 10, 23, 10)
const day = 86_400_000
const iso = (at: number) => new Date(at).toISOString()
const zoom = (query: Readonly<Record<string, string>>) => zoomOf(query, 'Africa/Casablanca', now)

describe('the period of a drawing', () => {
  it.each([
    ['nothing asked', {}, [now - 30 * day, now], 'month', ''],
    ['a name', { zoom: 'year' }, [now - 365 * day, now], 'year', 'zoom=year'],
    ['both ends', { from: '2026-11-01', to: '2026-11-02' }, [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 2)], null, null],
    ['from alone', { from: iso(now - day) }, [now - day, now], null, null],
    ['to alone', { to: iso(now - day) }, [now - 31 * day, now - day], null, null],
    ['past now', { from: iso(now - day), to: iso(now + day) }, [now - day, now], null, null],
    ['an instant', { from: iso(now - day), to: iso(now - day + 1) }, [now - day + 1 - 60_000, now - day + 1], null, null],
  ] as const)('is read from %s', (_, query, [from, to], name, address) => {
    const found = zoom(query)
    expect([iso(found.period.from), iso(found.period.to), found.name]).toEqual([iso(from), iso(to), name])
    expect(found.query).toBe(address ?? `from=${iso(from)}&to=${iso(to)}`)
  })

  it.each([
    ['an unknown name', { zoom: 'decade' }, 400],
    ['a name of every object', { zoom: 'constructor' }, 400],
    ['no instant', { from: 'yesterday' }, 400],
    ['ends before it begins', { from: '2026-11-23', to: '2026-11-22' }, 422],
    ['not begun', { from: iso(now + day), to: iso(now + 2 * day) }, 422],
    ['a century', { from: '1926-01-01' }, 400],
  ])('is refused where it is %s', (_, query, status) => {
    const refused = () => zoom(query)
    expect(refused).toThrow(ProblemError)
    expect(refused).toThrow(expect.objectContaining({ status }))
  })

  it('has neighbours of its own length, none after now and none before time', () => {
    expect(besides({ from: now - 3 * day, to: now - 2 * day }, now)).toEqual({
      earlier: { from: now - 4 * day, to: now - 3 * day },
      later: { from: now - 2 * day, to: now - day },
    })
    expect(besides({ from: 0, to: now - 1_000 }, now)).toEqual({ earlier: null, later: null })
  })
})
