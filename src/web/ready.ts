import { isoInstant } from '../core/instant.ts'
import type { Web } from './context.ts'
import { healthStaleMs, isSilent } from './observer.ts'

/** Looks may begin this late before the scheduler counts as behind, ms. */
const lateMs = 2_000

/** Why this instance must not be relied on now; empty when it may. The texts are for its operator. */
export function readiness(web: Web): readonly string[] {
  const health = web.health()
  const now = web.clock.now()
  const lag = Math.max(health.timerLagMs, health.startLagP99Ms ?? 0)
  const unreadable = web.live.trouble() ?? readTrouble(web)
  return [
    ...(health.storeError === null ? [] : [`the store cannot be written: ${health.storeError}`]),
    ...(health.logError === null ? [] : [`no checkpoint can be signed: ${health.logError}`]),
    ...(isSilent(health, now) ? [`the measuring thread has been silent for more than ${healthStaleMs / 1_000} s`] : []),
    ...(lag > lateMs ? [`the scheduler is late: looks begin up to ${Math.round(lag)} ms after their time`] : []),
    ...web.reader.damaged().map(({ monitorId, from, to, problem }) => {
      return `looks of ${monitorId} from ${isoInstant(from)} to ${isoInstant(to)} are damaged (${problem}): restore a backup into an empty directory`
    }),
    ...(unreadable === null ? [] : [`the records cannot be read: ${unreadable}`]),
  ]
}

function readTrouble({ reader }: Web): string | null {
  try {
    reader.size()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
