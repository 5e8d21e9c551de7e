import type { Outage } from '../../core/outage.ts'
import type { PublicConfig, PublicMonitor } from '../../core/public-config.ts'
import type { Language } from '../../core/site.ts'
import type { Reader } from '../../store/store.ts'
import { findMonitor } from '../catalogue.ts'
import { configHistory, type RecordedChange } from '../config-history.ts'
import type { Web } from '../context.ts'
import { observerOf } from '../observer.ts'
import { namesOf } from '../outage-facts.ts'
import { textIn } from '../text.ts'

/** A finished outage all of whose bounds are known. */
export interface WorkedExample {
  readonly outage: Outage
  readonly name: string
  readonly lastGoodAt: number
  readonly firstFailedBy: number
  readonly lastFailedAfter: number
  readonly firstGoodBy: number
  readonly maxMs: number
  /** Between its first and last failed looks, but not surely down. */
  readonly notCountedMs: number
}
export interface MethodModel {
  readonly config: PublicConfig
  readonly offline: boolean
  readonly monitors: readonly { readonly service: string; readonly name: string; readonly monitor: PublicMonitor }[]
  /** Newest first. */
  readonly changes: readonly RecordedChange[]
  readonly example: WorkedExample | null
}

const changesShown = 20
const dayMs = 86_400_000
/** The newest outage is looked for in ever longer pasts, so that most often little is read. */
const pastsMs = [dayMs, 14 * dayMs, 120 * dayMs, 366 * dayMs]

export function methodModel(web: Web, language: Language): MethodModel {
  const config = web.config()
  return {
    config,
    offline: observerOf(web).kind === 'offline',
    monitors: config.services.flatMap(({ name, monitors }) =>
      monitors.map((monitor) => ({ service: textIn(name, language), name: textIn(monitor.name, language), monitor })),
    ),
    changes: configHistory(web.reader, changesShown),
    example: workedExample(web, language),
  }
}

function workedExample(web: Pick<Web, 'reader' | 'config' | 'clock'>, language: Language): WorkedExample | null {
  const now = web.clock.now()
  for (const past of pastsMs) {
    const found = exampleIn(web.reader, now - past, now)
    if (found === null) continue
    const lookup = findMonitor(web.config(), web.reader, found.outage.monitorId)
    const monitor = lookup.found === 'monitor' ? lookup.known.monitor : null
    return { ...found, name: namesOf(web.config(), found.outage.monitorId, monitor, language).name }
  }
  return null
}

/** The newest; one without flaps and gaps before one with, since there the bounds are two subtractions. */
function exampleIn(reader: Pick<Reader, 'outages'>, from: number, to: number): Omit<WorkedExample, 'name'> | null {
  const known = reader.outages({ confirmed: true, ongoing: false, period: { from, to } }).flatMap(bounded)
  return known.findLast(({ notCountedMs }) => notCountedMs === 0) ?? known.at(-1) ?? null
}

function bounded(outage: Outage): readonly Omit<WorkedExample, 'name'>[] {
  const { onset, recovery, minMs, maxMs } = outage
  const after = recovery?.after ?? null
  if (onset.after === null || recovery === null || after === null || maxMs === null || minMs <= 0) return []
  return [
    {
      outage,
      lastGoodAt: onset.after,
      firstFailedBy: onset.by,
      lastFailedAfter: after,
      firstGoodBy: recovery.by,
      maxMs,
      notCountedMs: after - onset.by - minMs,
    },
  ]
}
