import type { RecordedAnnouncement } from '../../core/announcement.ts'
import type { Locale } from '../../i18n/index.ts'
import { inForce } from '../announcements.ts'
import type { Web } from '../context.ts'
import { homeModel, type HomeModel, type OngoingOutage, type ServiceRow } from './home-model.ts'

/** What a wall shows: the first page's figures, the worst first, no more than a screen holds. */
export interface BoardModel {
  readonly home: HomeModel
  /** Newest first. */
  readonly alarms: readonly OngoingOutage[]
  readonly moreAlarms: number
  /** Services without an alarm: those that are not plainly up first. */
  readonly others: readonly ServiceRow[]
  readonly more: { readonly up: number; readonly other: number }
  /** Interruptions that are announced for now, latest said first. */
  readonly announced: readonly RecordedAnnouncement[]
  readonly moreAnnounced: number
  readonly lastLookAt: number | null
}

const alarmsShown = 6
const announcedShown = 3

export function boardModel(web: Web, locale: Locale): BoardModel {
  const home = homeModel(web, locale)
  const rows = home.groups.flatMap((group) => group.rows)
  const alarms = home.ongoing.toSorted((a, b) => b.outage.onset.by - a.outage.onset.by)
  const others = rows.filter((row) => row.lastKnown !== 'down' && row.lastKnown !== 'partial').toSorted((a, b) => concern(a) - concern(b))
  const shown = others.slice(0, servicesShown(Math.min(alarms.length, alarmsShown)))
  const hidden = others.slice(shown.length)
  const announced = inForce(web).toReversed()
  const up = hidden.filter(isPlainlyUp).length
  return {
    home,
    alarms: alarms.slice(0, alarmsShown),
    moreAlarms: Math.max(0, alarms.length - alarmsShown),
    others: shown,
    more: { up, other: hidden.length - up },
    announced: announced.slice(0, announcedShown),
    moreAnnounced: Math.max(0, announced.length - announcedShown),
    lastLookAt: Math.max(0, ...rows.map(({ lastLookAt }) => lastLookAt ?? 0)) || null,
  }
}

/** What is left of a screen of 16 to 9 under one row of alarms, two rows, or none. */
function servicesShown(alarms: number): number {
  if (alarms === 0) return 48
  return alarms <= 3 ? 24 : 8
}

export function isPlainlyUp({ state, degraded, suspectSince }: ServiceRow): boolean {
  return state === 'up' && !degraded && suspectSince === null
}

function concern(row: ServiceRow): number {
  if (isPlainlyUp(row)) return 2
  return row.state === 'pending' ? 1 : 0
}
