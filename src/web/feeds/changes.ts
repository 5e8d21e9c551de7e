import { type Correction, type Minted, type OutageChange, outageChanges } from '../../core/outage-changes.ts'
import type { Reader } from '../../store/store.ts'
import type { Web } from '../context.ts'

/** Days that a feed looks back on; ids are watched for longer, since figures are quoted long after. */
const feedDays = 90
const idDays = 400
/** Entries of a feed at most: a reader that asks daily misses nothing even in a bad week. */
const entriesAtMost = 200

/** The newest changes of the monitors asked for (null: of all), newest first. */
export function recentChanges(web: Pick<Web, 'reader' | 'clock'>, monitorIds: ReadonlySet<string> | null): readonly OutageChange[] {
  const { reader } = web
  const now = web.clock.now()
  const asked = (monitorId: string) => monitorIds === null || monitorIds.has(reader.currentId(monitorId) ?? monitorId)
  const minted = mintedIds(reader).filter(({ monitorId }) => asked(monitorId))
  const mintedAt = new Map(minted.map(({ id, at }) => [id, at]))
  const since = (days: number) => now - days * 86_400_000
  const outages = reader
    .outages({ period: { from: since(idDays), to: now + 1 }, confirmed: true })
    .filter(({ monitorId }) => asked(monitorId))
  const present = new Set(outages.map(({ id }) => id))
  const missing = minted.filter(({ id, at }) => !present.has(id) && at >= since(idDays))
  const corrections = missing.slice(-entriesAtMost).flatMap((one) => correctionOf(reader, one))
  const recent = outages.filter(({ recovery }) => recovery === null || recovery.by >= since(feedDays))
  return outageChanges(recent, (id) => mintedAt.get(id) ?? null, corrections).slice(0, entriesAtMost)
}

/** When the log begins: an instant that never changes, from which the names of entries are made. */
export function logBegan(reader: Reader): number {
  const [first] = reader.log(0, 1)
  if (first === undefined) return 0
  if (first.type === 'observation') return first.observation.at
  return first.type === 'control' ? first.round.at : first.entry.at
}

function mintedIds(reader: Reader): readonly Minted[] {
  return reader.entries('outage').flatMap(({ at, body }) => {
    const { id, monitorId } = body
    return typeof id === 'string' && typeof monitorId === 'string' ? [{ id, monitorId, at }] : []
  })
}

function correctionOf(reader: Reader, minted: Minted): readonly Correction[] {
  const lookup = reader.outage(minted.id)
  if (lookup.found === 'moved') return [{ ...minted, at: lookup.at ?? minted.at, to: lookup.to, reason: lookup.reason }]
  return lookup.found === 'withdrawn' ? [{ ...minted, at: lookup.at ?? minted.at, to: null, reason: lookup.reason }] : []
}
