import type { FigureOfOutage } from '../../core/figure.ts'
import type { Availability, Outage } from '../../core/outage.ts'
import type { Language } from '../../core/site.ts'
import { besideOutage, type OutageAnnouncements } from '../announcements.ts'
import { availabilityOf } from '../availability.ts'
import { type BoundsModel, boundsModel } from '../bounds.ts'
import type { Web } from '../context.ts'
import { localeFor } from '../layout.ts'
import { type OutageFacts, outageFacts } from '../outage-facts.ts'
import { type SeenModel, seenModel } from './outage-capture-model.ts'
import { announcedSpans } from '../parts/announced-lately.ts'
import { type LookRow, outageLooks } from './outage-looks.ts'
import type { JudgedLook } from './outage-looks.ts'

export interface OutageModel extends OutageFacts {
  /** The state of the record that the page shows, UTC ms. */
  readonly asOf: number
  readonly controlled: boolean
  /** Its monitor is no longer configured: nobody will look again. */
  readonly retired: boolean
  /** R4 over [last good look or first failure, recovery or last failed look]; null for an empty period. */
  readonly figures: Availability | null
  readonly first: JudgedLook | null
  readonly rows: readonly LookRow[]
  /** null when its monitor is not known any more. */
  readonly bounds: BoundsModel | null
  /** What it looked like; null when nothing of it was kept. */
  readonly seen: SeenModel | null
  readonly announced: OutageAnnouncements
  /** Figures that were given out, oldest first. */
  readonly minted: readonly FigureOfOutage[]
}

export async function outageModel(web: Web, outage: Outage, language: Language, baseUrl: string): Promise<OutageModel> {
  const facts = outageFacts(web, outage, language, baseUrl)
  const { config, known, monitor } = facts
  const asOf = web.clock.now()
  const everyMs = monitor?.everyMs ?? 60_000
  const rows = await outageLooks(web.reader, outage, everyMs, asOf)
  const period = { from: outage.onset.after ?? outage.onset.by, to: outage.recovery?.by ?? outage.lastSeenDownAt }
  const measured = { id: outage.monitorId, everyMs, timeoutMs: monitor?.timeoutMs ?? 30_000 }
  const first = rows.find((row) => row.kind === 'look' && row.judged.outcome === 'down')
  return {
    ...facts,
    asOf,
    controlled: config.controls.targets.length > 0,
    retired: known !== null && known.retiredAt !== null,
    figures: period.from < period.to ? availabilityOf(web, measured, period, asOf, null).figures : null,
    first: first?.kind === 'look' ? first : null,
    rows,
    seen: await seenModel(web, outage, monitor),
    bounds: monitor === null ? null : await boundsModel(web, monitor, outage, announcedSpans(localeFor(config, language), web, [monitor])),
    announced: besideOutage(web, outage, monitor),
    minted: web.figures.ofOutage(outage.id),
  }
}
