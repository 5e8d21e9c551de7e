import { effective } from '../core/effective.ts'
import type { Observation, Recorded } from '../core/observation.ts'
import type { Outage } from '../core/outage.ts'
import { storedRounds } from '../core/stored-rounds.ts'
import type { Reader } from '../store/store.ts'

/** The failed look that an outage is dated and explained by; null when it cannot be read any more. */
export function firstFailedLook(reader: Reader, outage: Outage, asOf: number): Recorded<Observation> | null {
  const rounds = storedRounds(reader)
  const period = { from: outage.onset.after ?? outage.onset.by - 1, to: outage.lastSeenDownAt + 1 }
  for (const look of reader.looks(outage.monitorId, period)) if (effective(look, rounds, asOf).outcome === 'down') return look
  return null
}
