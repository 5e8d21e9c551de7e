import {
  type AllClear,
  allClear,
  announcedAfter,
  overBetween,
  concerns,
  openReachMs,
  type Overrun,
  overrun,
  silence,
  type Silence,
  surelyTo,
  type ThreeFigures,
  threeFigures,
  timeClaimed,
  windowOf,
} from '../core/announced.ts'
import {
  type AnnouncementHistory,
  announcementHistories,
  announcementsIn,
  type RecordedAnnouncement,
  speaksOf,
} from '../core/announcement.ts'
import type { Period } from '../core/calendar.ts'
import type { Availability, Outage } from '../core/outage.ts'
import type { PublicMonitor } from '../core/public-config.ts'
import type { Reader } from '../store/store.ts'
import { availabilityOf } from './availability.ts'
import { configured, type KnownMonitor, retired } from './catalogue.ts'
import type { Web } from './context.ts'

/** One announcement beside one outage that it meets. */
export interface Beside {
  readonly announcement: RecordedAnnouncement
  /** R13: found only after the first failed look. */
  readonly after: boolean
  /** null: it promises no end. */
  readonly overrun: Overrun | null
  /** null: it is no all-clear. */
  readonly allClear: AllClear | null
  /** R13; null for an all-clear, which announces no time. */
  readonly figures: ThreeFigures | null
  readonly window: Period | null
}

/** All that was announced about one outage, as pages and the API say it. */
export interface OutageAnnouncements {
  /** null: no interruption was announced. */
  readonly silence: Silence | null
  /** By when they were said. */
  readonly items: readonly Beside[]
}

/** What was measured of one monitor in the time of an announcement. */
export interface MeasuredThen {
  readonly monitor: PublicMonitor
  readonly figures: Availability
  /** Confirmed ones that the announcement meets, by onset. */
  readonly outages: readonly Outage[]
}

/** Every announcement with its corrections, by when it was said. */
export function announcements({ reader }: Pick<Web, 'reader'>): readonly AnnouncementHistory[] {
  const known = read.get(reader) ?? { toSeq: 0, recorded: [], histories: [] }
  // What was recorded never changes: only what is new is read.
  const fresh = reader.entries('announcement', { from: known.toSeq, to: Number.MAX_SAFE_INTEGER })
  const newest = fresh.at(-1)
  if (newest === undefined) return known.histories
  const recorded = [...known.recorded, ...announcementsIn(fresh)]
  const histories = announcementHistories(recorded)
  read.set(reader, { toSeq: newest.seq + 1, recorded, histories })
  return histories
}

interface Read {
  readonly toSeq: number
  readonly recorded: readonly RecordedAnnouncement[]
  readonly histories: readonly AnnouncementHistory[]
}
const read = new WeakMap<Reader, Read>()

/** What is said now about a monitor, by when it was said. */
export function announcementsAbout(web: Web, monitor: PublicMonitor): readonly RecordedAnnouncement[] {
  return announcements(web).flatMap(({ current }) => (speaksOf(current, monitor) ? [current] : []))
}

/** The announcements that meet an outage; of a monitor that nobody knows any more there are none. */
export function besideOutage(web: Web, outage: Outage, monitor: PublicMonitor | null): OutageAnnouncements {
  const about = monitor === null ? [] : announcementsAbout(web, monitor)
  const meeting = about.filter((announcement) => concerns(announcement, outage, about))
  return {
    silence: silence(outage, meeting),
    items: meeting.map((announcement): Beside => {
      const window = windowOf(announcement, about)
      return {
        announcement,
        after: announcedAfter(announcement, outage),
        overrun: overrun(outage, announcement),
        allClear: allClear(outage, announcement),
        figures: window === null || monitor === null ? null : threeFigures(outage, window, downWithin(web, outage, monitor, window)),
        window,
      }
    }),
  }
}

/** The interruptions that are announced for now: up to their end; without one for their first days, and while an outage of then goes on. */
export function inForce(web: Web): readonly RecordedAnnouncement[] {
  const now = web.clock.now()
  const all = announcements(web).map(({ current }) => current)
  const ongoing = configured(web.config()).flatMap(({ monitor }) => {
    const outage = web.live.open(monitor.id)
    return outage === null || !outage.confirmed ? [] : [{ monitor, outage }]
  })
  const stillMeant = (one: RecordedAnnouncement): boolean =>
    now < surelyTo(one) || ongoing.some(({ monitor, outage }) => speaksOf(one, monitor) && concerns(one, outage, all))
  return all.filter((one) => {
    if (one.over || (one.from ?? one.said).earliest > now || (one.until !== null && one.until.latest <= now)) return false
    if (one.until === null && !stillMeant(one)) return false
    return (windowOf(one, all)?.to ?? 0) > now
  })
}

/** Monitors that an announcement speaks of, those no longer configured included. */
export function monitorsOf(web: Web, announcement: RecordedAnnouncement): readonly KnownMonitor[] {
  const config = web.config()
  return [...configured(config), ...retired(config, web.reader)].filter(({ monitor }) => speaksOf(announcement, monitor))
}

/**
 * The time in which an announcement can be held against the measurement: what it claims; of one without an end its first days; around an
 * all-clear a day on either side. Nothing after now.
 */
export function timeOf(
  announcement: RecordedAnnouncement,
  all: readonly RecordedAnnouncement[],
  now: number,
): { readonly kind: 'window' | 'open' | 'around'; readonly period: Period } {
  const window = timeClaimed(announcement, all)
  const clip = ({ from, to }: Period): Period => ({ from: Math.min(from, now), to: Math.min(to, now) })
  if (window === null) {
    const { earliest, latest } = overBetween(announcement)
    return { kind: 'around', period: clip({ from: earliest - dayMs, to: latest + dayMs }) }
  }
  const open = windowOf(announcement, all)?.to === Number.POSITIVE_INFINITY
  return { kind: open ? 'open' : 'window', period: clip(window) }
}

/** What was measured in that time, of each monitor that is meant. */
export function measuredThen(
  web: Web,
  announcement: RecordedAnnouncement,
  all: readonly RecordedAnnouncement[],
  period: Period,
): readonly MeasuredThen[] {
  const now = web.clock.now()
  return monitorsOf(web, announcement).map(({ monitor }) => {
    const about = all.filter((other) => speaksOf(other, monitor))
    const near = web.reader.outages({
      monitorId: monitor.id,
      confirmed: true,
      period: { from: Math.max(0, period.from - openReachMs), to: now },
    })
    return {
      monitor,
      figures: availabilityOf(web, monitor, period, now, null).figures,
      outages: near.filter((outage) => concerns(announcement, outage, about)),
    }
  })
}

const dayMs = 86_400_000

/** Time certainly down in [onset, end] ∩ window. */
function downWithin(web: Web, { onset, recovery, lastSeenDownAt }: Outage, monitor: PublicMonitor, window: Period): number {
  const from = Math.max(window.from, onset.after ?? onset.by)
  const to = Math.min(window.to, recovery?.by ?? lastSeenDownAt)
  return from < to ? availabilityOf(web, monitor, { from, to }, web.clock.now(), null).figures.downMs : 0
}
