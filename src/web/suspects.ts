import type { LogRecord } from '../core/log.ts'
import type { Observation, Recorded } from '../core/observation.ts'
import type { Reader } from '../store/store.ts'

/** Where the newest suspect looks of a monitor begin: the first of a run that no other look breaks. */
export interface Suspect {
  /** Start of that look, UTC ms. */
  readonly at: number
  readonly seq: number
}

/** Which monitors are suspect, and since when: followed with the log, and looked up in it once for what was there before. */
export interface Suspects {
  /** null: its newest look is not suspect. Unknown looks in between break no run. */
  since(monitorId: string): Suspect | null
  /** The same without a look into the log for each monitor that was not followed yet: after a start, null until its next look. */
  followed(monitorId: string): Suspect | null
  takeIn(records: readonly LogRecord[]): void
}

export function createSuspects(reader: Reader, lastLook: (monitorId: string) => Recorded<Observation> | null): Suspects {
  const found = new Map<string, { readonly span: number; readonly since: Suspect | null }>()
  /** Followed to a suspect look, whose run may have begun before. */
  const begun = new Set<string>()
  const suspects: Suspects = {
    since(monitorId) {
      const known = found.get(monitorId)
      if (known !== undefined) return known.since
      const last = lastLook(monitorId)
      if (last === null || last.outcome === 'unknown') return null
      const since = runBefore(reader, monitorId, last)
      found.set(monitorId, { span: last.span, since })
      begun.delete(monitorId)
      return since
    },
    takeIn(records) {
      for (const record of records) {
        if (record.type !== 'observation' || record.observation.outcome === 'unknown') continue
        const { observation, seq } = record
        const { monitorId, span, at } = observation
        const known = found.get(monitorId)
        if (isSuspect(observation)) {
          if (known === undefined) begun.add(monitorId)
          else found.set(monitorId, { span, since: (known.span === span ? known.since : null) ?? { at, seq } })
        } else if (known?.span !== span || known.since !== null) {
          found.set(monitorId, { span, since: null })
          begun.delete(monitorId)
        }
      }
    },
    followed: (monitorId) => (begun.has(monitorId) ? suspects.since(monitorId) : (found.get(monitorId)?.since ?? null)),
  }
  return suspects
}

export function isSuspect({ flags }: Pick<Observation, 'flags'>): boolean {
  return flags.includes('suspect')
}

const firstReachMs = 3_600_000
/** A page that nobody labels for longer than that is suspect since then at least. */
const longestReachMs = 400 * 86_400_000

/** Reads backwards from the newest look, further each time, until a look breaks the run. */
function runBefore(reader: Reader, monitorId: string, last: Recorded<Observation>): Suspect | null {
  if (!isSuspect(last)) return null
  let since: Suspect | null = null
  let to = last.at + 1
  for (let reach = firstReachMs; reach < longestReachMs; reach *= 2) {
    const from = last.at - reach
    const { broken, first } = runIn(reader.looks(monitorId, { from, to }), last.span)
    since = first ?? since
    if (broken) return since
    to = from
  }
  return since
}

/** The run at the end of some looks, and whether one of them stands before it that breaks it. */
function runIn(looks: Iterable<Recorded<Observation>>, span: number): { readonly broken: boolean; readonly first: Suspect | null } {
  let broken = false
  let first: Suspect | null = null
  for (const look of looks) {
    if (look.span === span && look.outcome === 'unknown') continue
    if (look.span === span && isSuspect(look)) first ??= { at: look.at, seq: look.seq }
    else [broken, first] = [true, null]
  }
  return { broken, first }
}
