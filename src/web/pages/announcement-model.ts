import { overBetween, windowOf } from '../../core/announced.ts'
import type { AnnouncementHistory, RecordedAnnouncement } from '../../core/announcement.ts'
import type { Period } from '../../core/calendar.ts'
import type { PublicConfig } from '../../core/public-config.ts'
import { type MeasuredThen, announcements, besideOutage, type Beside, measuredThen, monitorsOf, timeOf } from '../announcements.ts'
import type { Web } from '../context.ts'
import { observerOf } from '../observer.ts'

export interface AnnouncementModel {
  readonly config: PublicConfig
  readonly offline: boolean
  readonly history: AnnouncementHistory
  /** The time for which the measurement is told. */
  readonly time: { readonly kind: 'window' | 'open' | 'around'; readonly period: Period }
  /** null for an all-clear. */
  readonly window: Period | null
  /** Since when it was said to be over; null unless it is an all-clear. */
  readonly clearAt: number | null
  readonly measured: readonly MeasuredThen[]
  /** Each outage that it meets with what that says of it, by monitor and onset; at most `outagesShown`. */
  readonly outages: readonly { readonly outage: MeasuredThen['outages'][number]; readonly beside: Beside }[]
  /** Outages that it meets, shown or not. */
  readonly met: number
  /** Start of the first look at any of its monitors; null when there is none. */
  readonly firstLookAt: number | null
  readonly permalink: string
}

const outagesShown = 20

/** One announcement with its corrections, and what was measured in its time; null when no announcement has this id. */
export function announcementModel(web: Web, announcementId: string, baseUrl: string): AnnouncementModel | null {
  const all = announcements(web)
  const history = all.find(({ current }) => current.id === announcementId)
  if (history === undefined) return null
  const { current } = history
  const said = all.map((each) => each.current)
  const time = timeOf(current, said, web.clock.now())
  const measured = measuredThen(web, current, said, time.period)
  const met = measured.flatMap(({ monitor, outages }) => outages.map((outage) => ({ monitor, outage })))
  return {
    config: web.config(),
    offline: observerOf(web).kind === 'offline',
    history,
    time,
    window: windowOf(current, said),
    clearAt: current.over ? overBetween(current).earliest : null,
    measured,
    outages: met.slice(0, outagesShown).flatMap(({ monitor, outage }) => {
      const beside = besideOutage(web, outage, monitor).items.find(({ announcement }) => announcement.id === announcementId)
      return beside === undefined ? [] : [{ outage, beside }]
    }),
    met: met.length,
    firstLookAt: firstLook(web, current),
    permalink: `${baseUrl}/announcements/${encodeURIComponent(announcementId)}`,
  }
}

function firstLook(web: Web, announcement: RecordedAnnouncement): number | null {
  const first = monitorsOf(web, announcement).flatMap(({ monitor }) =>
    web.reader.observations(monitor.id, { from: 0, to: Number.MAX_SAFE_INTEGER }, -1, 1).map(({ at }) => at),
  )
  return first.length === 0 ? null : Math.min(...first)
}
