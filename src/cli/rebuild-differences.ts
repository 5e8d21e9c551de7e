import { canonicalJson } from '../core/canonical.ts'
import { isoInstant } from '../core/instant.ts'
import type { Derived, Reader } from '../store/store.ts'

/** One derived row that is not what the log says. `missing`: derived, not stored. `unexpected`: stored, not derived. */
export interface Difference {
  readonly what: 'outage' | 'gap' | 'hour'
  /** Names the row: an outage's id, or the monitor and the instant at which it begins. */
  readonly key: string
  readonly problem: 'missing' | 'unexpected' | 'different'
  readonly stored: unknown
  readonly derived: unknown
}

const always = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }

/** What of a store's derived rows differs from what its log gives when it is derived again. Both by current monitor ids. */
export function differences(reader: Reader, derived: Derived): readonly Difference[] {
  const current = (monitorId: string): string => reader.currentId(monitorId) ?? monitorId
  const monitorIds = new Set([
    ...reader.catalogue().map(({ monitorId }) => monitorId),
    ...[...derived.gaps, ...derived.hours, ...derived.outages].map(({ monitorId }) => current(monitorId)),
  ])
  const gaps = [...monitorIds].flatMap((monitorId) => reader.gaps(monitorId, always).map(({ from, to }) => ({ monitorId, from, to })))
  const hours = reader.hours([...monitorIds], always)
  return [
    ...compared('outage', keyed(reader.outages({}), outageKey, current), keyed(derived.outages, outageKey, current)),
    ...compared('gap', keyed(gaps, gapKey, current), keyed(derived.gaps, gapKey, current)),
    ...compared('hour', keyed(hours, hourKey, current), keyed(derived.hours, hourKey, current)),
  ]
}

const outageKey = ({ id }: { readonly id: string }): string => id
const gapKey = ({ monitorId, from }: { readonly monitorId: string; readonly from: number }): string => `${monitorId} ${isoInstant(from)}`
const hourKey = ({ monitorId, hour }: { readonly monitorId: string; readonly hour: number }): string => `${monitorId} ${isoInstant(hour)}`

/** Rows by key, under current ids; the last one of a key counts, as in the store. */
function keyed<T extends { readonly monitorId: string }>(
  rows: readonly T[],
  key: (row: T) => string,
  current: (monitorId: string) => string,
): ReadonlyMap<string, T> {
  const byKey = new Map<string, T>()
  for (const row of rows) {
    const moved = { ...row, monitorId: current(row.monitorId) }
    byKey.set(key(moved), moved)
  }
  return byKey
}

function compared<T>(what: Difference['what'], stored: ReadonlyMap<string, T>, derived: ReadonlyMap<string, T>): readonly Difference[] {
  const lost = [...derived].flatMap(([key, row]): readonly Difference[] => {
    const other = stored.get(key)
    if (other === undefined) return [{ what, key, problem: 'missing', stored: null, derived: row }]
    return canonicalJson(other) === canonicalJson(row) ? [] : [{ what, key, problem: 'different', stored: other, derived: row }]
  })
  const extra = [...stored]
    .filter(([key]) => !derived.has(key))
    .map(([key, row]): Difference => ({ what, key, problem: 'unexpected', stored: row, derived: null }))
  return [...lost, ...extra]
}
