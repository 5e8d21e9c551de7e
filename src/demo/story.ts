import type { PublicMonitor } from '../core/public-config.ts'
import { denserAround } from './dense.ts'
import { dayMs, type Happening, leadMs, type ObserverEvent, type Stretch } from './happening.ts'
import type { HistoryOptions } from './history.ts'
import type { Simulated } from './line.ts'
import { denseEveryMs, simulatedControls, usualEveryMs } from './portal.ts'
import { drawHappenings } from './year.ts'

/** Two years. */
export const storyMs = 730 * dayMs

/** What is told of the services' past, and what befell the observer; it ends at `to`. */
export interface Story {
  readonly from: number
  readonly to: number
  readonly observer: readonly ObserverEvent[]
  /** By service. What is drawn comes beside it. */
  readonly told: Readonly<Record<string, readonly Happening[]>>
}

export function storyUntil(to: number): Story {
  const today = Math.floor(to / dayMs) * dayMs
  const when = (daysAgo: number, hours: number, minutes: number): number => today - daysAgo * dayMs + (hours * 60 + minutes) * minuteMs
  return {
    from: to - storyMs,
    to,
    observer: [
      ...[610, 480, 333, 201, 104].map((daysAgo) => off(when(daysAgo, 13, 5))),
      { kind: 'offline', from: when(12, 22, 47), to: when(11, 6, 32) },
    ],
    told: {
      remboursements: [{ kind: 'suspended', code: 'content_notice', from: when(75, 8, 41), to: when(52, 17, 20) }],
      'etat-civil': [
        { kind: 'blocked', from: when(45, 7, 2), to: when(44, 8, 10) },
        { kind: 'crash', code: 'http_timeout', from: when(6, 10, 12), to: when(6, 11, 49) },
      ],
      'rendez-vous': [{ kind: 'flapping', downMs: 14 * minuteMs, upMs: 11 * minuteMs, from: when(4, 7, 30), to: when(4, 13, 34) }],
      foncier: [{ kind: 'slow', factor: 40, from: when(9, 9, 15), to: null }],
      impots: [{ kind: 'maintenance', announcedTo: when(19, 2, 0), from: when(20, 22, 0), to: when(19, 9, 35) }],
      bourses: [{ kind: 'crash', code: 'http_status', from: when(3, 16, 23), to: null }],
    },
  }
}

/** The past of these monitors. The same story gives the same looks. */
export function storyHistory(
  story: Story,
  monitors: readonly { readonly monitor: PublicMonitor; readonly span: number }[],
  vantageId: string,
): HistoryOptions {
  return {
    seed: 'vigie demo',
    from: story.from,
    vantageId,
    controls: simulatedControls,
    // Regular rounds decide nothing here, and there would be more of them than of looks.
    controlEveryMs: 21_600_000,
    observer: story.observer,
    monitors: monitors.map(({ monitor, span }) => simulated(story, monitor, span)),
  }
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** An update: the daemon was off for some minutes. */
function off(from: number): ObserverEvent {
  return { kind: 'off', from, to: from + 4 * minuteMs }
}

function simulated(story: Story, monitor: PublicMonitor, span: number): Simulated {
  const told = story.told[monitor.serviceId] ?? []
  // Not in the last weeks: what is to be seen at first sight is what is told.
  const drawn = drawHappenings('vigie demo', monitor, { from: story.from, to: story.to - 30 * dayMs }, { outages: 6, blips: 6 })
    // These are spoken to without TLS.
    .filter(({ kind }) => kind !== 'expired-certificate')
    .filter((one) => !told.some((other) => within(one, other)))
  const happenings = [...drawn, ...told].toSorted((a, b) => a.from - b.from)
  const watched = happenings.flatMap(watchedStretches).toSorted((a, b) => a.from - b.from)
  return {
    monitor,
    happenings,
    intervals: denserAround(watched, usualEveryMs, denseEveryMs, 45 * minuteMs),
    terms: { span, configHash: monitor.configHash },
  }
}

/** Whether two happenings meet, or are less than a day apart. */
function within(one: Happening, other: Happening): boolean {
  return one.from - leadMs(one, null) < dayAfter(other) && other.from - leadMs(other, null) < dayAfter(one)
}

function dayAfter({ to }: Happening): number {
  return (to ?? Number.POSITIVE_INFINITY) + dayMs
}

/** Somebody stays on watch while it lasts; at what goes on for days, only at its beginning and its end. */
function watchedStretches(happening: Happening): readonly Stretch[] {
  const { from, to } = happening
  if (to === null) return [{ from, to: from }]
  // Nobody heard of what was over within minutes.
  if (to - from < 3 * minuteMs) return []
  if (to - from <= 12 * hourMs) return [{ from: from - leadMs(happening, null), to }]
  return [
    { from, to: from },
    { from: to, to },
  ]
}
