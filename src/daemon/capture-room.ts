import type { Entry } from '../core/log.ts'
import type { Observation } from '../core/observation.ts'

/** Why a look that was to be kept was not. */
export type Missed = 'daily_cap' | 'too_many' | 'not_written'

/** How much may be kept of one monitor in a day (UTC); what is not kept is counted, and recorded when the day or the run is over. */
export interface DailyRoom {
  /** Takes room for a capture; false when there is none. `usedBefore` says what each capture of an earlier run took of the day. */
  take(seen: Observation, bytes: number, usedBefore: (monitorId: string, day: number) => readonly number[]): boolean
  missed(seen: Observation, reason: Missed): void
  /** Records what was missed so far. */
  end(): void
}

/** Against a target that flaps: half a gigabyte a month at most once compressed, and no more than 512 captures a day. */
export const dailyBytes = 32 * 1024 * 1024
const leastBytes = 64 * 1024
const dayMs = 86_400_000

const roomOf = (bytes: number): number => Math.max(bytes, leastBytes)

interface Gone {
  readonly from: number
  readonly to: number
  readonly looks: number
}

export function dailyRoom(record: (entry: Entry) => void): DailyRoom {
  let day = 0
  const used = new Map<string, number>()
  const gone = new Map<string, Gone>()

  const end = (): void => {
    for (const [key, { from, to, looks }] of gone) {
      const [reason = '', monitorId = ''] = key.split(' ')
      record({ kind: 'uncaptured', at: to, body: { monitorId, reason, from, to, looks } })
    }
    gone.clear()
  }
  const turn = (at: number): void => {
    const today = at - (at % dayMs)
    if (today <= day) return
    end()
    used.clear()
    day = today
  }
  const missed = ({ monitorId, at }: Observation, reason: Missed): void => {
    const key = `${reason} ${monitorId}`
    const before = gone.get(key)
    gone.set(key, { from: before?.from ?? at, to: at, looks: (before?.looks ?? 0) + 1 })
  }
  return {
    take(seen, bytes, usedBefore) {
      turn(seen.at)
      const before = used.get(seen.monitorId) ?? usedBefore(seen.monitorId, day).reduce((sum, one) => sum + roomOf(one), 0)
      const after = before + roomOf(bytes)
      used.set(seen.monitorId, after > dailyBytes ? before : after)
      if (after <= dailyBytes) return true
      missed(seen, 'daily_cap')
      return false
    },
    missed,
    end,
  }
}
