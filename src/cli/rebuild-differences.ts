import { canonicalJson } from '../core/canonical.ts'
import { isoInstant } from '../core/instant.ts'
import { finalBefore } from '../core/replay-snapshot.ts'
import { quartersOf } from '../core/rollup.ts'
import type { Rederived } from '../store/rederive.ts'
import type { Reader, Snapshot } from '../store/store.ts'

/** One derived row that is not what the log says. `missing`: derived, not stored. `unexpected`: stored, not derived. */
export interface Difference {
  readonly what: 'outage' | 'gap' | 'quarter'
  /** Names the row: an outage's id, or the monitor and the instant at which it begins. */
  readonly key: string
  readonly problem: 'missing' | 'unexpected' | 'different'
  readonly stored: unknown
  readonly derived: unknown
}

const always = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }

/** What of one monitor's stored rows differs from what its log gives when it is derived again. Both by current monitor ids. */
export function differencesOf(reader: Reader, snapshot: Snapshot | undefined, derived: Rederived): readonly Difference[] {
  const { monitorId } = derived
  // Sums are stored together with the snapshot; what became final since then is still to come.
  const storedBefore = snapshot === undefined ? 0 : finalBefore(snapshot)
  const quarters = [...quartersOf(derived.progress.quarters)].filter(({ from }) => from < storedBefore)
  const stored = quartersOf(reader.quarters([monitorId], always).get(monitorId) ?? [])
  return [
    ...compared('outage', keyed(reader.outages({ monitorId }), outageKey), keyed(derived.outages.map(renamed(monitorId)), outageKey)),
    ...compared('gap', keyed(reader.gaps(monitorId, always), startKey(monitorId)), keyed(derived.gaps.map(bare), startKey(monitorId))),
    ...compared('quarter', keyed(stored, startKey(monitorId)), keyed(quarters, startKey(monitorId))),
  ]
}

/** Stored outages of monitors that the log does not know. */
export function strayOutages(reader: Reader, known: ReadonlySet<string>): readonly Difference[] {
  return reader
    .outages({})
    .filter(({ monitorId }) => !known.has(monitorId))
    .map((outage) => ({ what: 'outage', key: outage.id, problem: 'unexpected', stored: outage, derived: null }))
}

const outageKey = ({ id }: { readonly id: string }): string => id
const startKey =
  (monitorId: string) =>
  ({ from }: { readonly from: number }): string =>
    `${monitorId} ${isoInstant(from)}`
const bare = ({ from, to }: { readonly from: number; readonly to: number }) => ({ from, to })
const renamed =
  (monitorId: string) =>
  <T extends { readonly monitorId: string }>(row: T): T => ({ ...row, monitorId })

/** The last one of a key counts, as in the store. */
function keyed<T>(rows: Iterable<T>, key: (row: T) => string): ReadonlyMap<string, T> {
  const byKey = new Map<string, T>()
  for (const row of rows) byKey.set(key(row), row)
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
