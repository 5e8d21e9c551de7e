import type { Language } from '../../core/site.ts'
import type { Locale } from '../../i18n/index.ts'
import { liveWords } from '../../i18n/live-words.ts'
import { findMonitor } from '../catalogue.ts'
import type { Web } from '../context.ts'
import { type Html, html } from '../html.ts'
import { identifier, instantPart, words } from '../parts/words.ts'
import { textIn } from '../text.ts'

/** A monitor some of whose looks were recorded and cannot be read any more. */
export interface DamagedMonitor {
  readonly id: string
  readonly name: string
  /** UTC ms, inclusive, ascending. */
  readonly periods: readonly { readonly from: number; readonly to: number }[]
}

/** Periods that a page lists; the rest it counts. */
const shown = 5

/** What was met so far, under the present ids. */
export function damagedMonitors({ reader, config }: Pick<Web, 'reader' | 'config'>, language: Language): readonly DamagedMonitor[] {
  const damages = reader.damaged().map(({ monitorId, from, to }) => ({ id: reader.currentId(monitorId) ?? monitorId, from, to }))
  return [...new Set(damages.map(({ id }) => id))].map((id) => {
    const lookup = findMonitor(config(), reader, id)
    const periods = damages.filter((damage) => damage.id === id).map(({ from, to }) => ({ from, to }))
    return {
      id,
      name: lookup.found === 'monitor' ? textIn(lookup.known.monitor.name, language) : id,
      periods: periods.toSorted((a, b) => a.from - b.from),
    }
  })
}

/** On the first page: which monitors, and when. */
export function damageList(locale: Locale, damaged: readonly DamagedMonitor[]): Html {
  const w = liveWords[locale.language].damage
  return html`<p>${w.text(damaged.length)}</p><ul>${damaged
    .slice(0, shown)
    .map(
      ({ id, name, periods }) =>
        html`<li><a href="/monitors/${encodeURIComponent(id)}"><bdi>${name}</bdi></a> ${identifier(id)}${locale.t.sentence.colon}${periodList(locale, periods)}</li>`,
    )}${damaged.length > shown ? html`<li>${w.more(damaged.length - shown)}</li>` : null}</ul>`
}

/** On a monitor's own page. */
export function damageNote(locale: Locale, damaged: readonly DamagedMonitor[], monitorId: string): Html | null {
  const own = damaged.find(({ id }) => id === monitorId)
  if (own === undefined) return null
  const w = liveWords[locale.language].damage
  return html`<section class="damage" aria-labelledby="h-dm"><h2 id="h-dm">${w.title}</h2><p>${w.monitor}</p><p>${periodList(locale, own.periods)}</p></section>`
}

function periodList(locale: Locale, periods: DamagedMonitor['periods']): Html {
  const w = liveWords[locale.language].damage
  const said = periods
    .slice(0, shown)
    .map(
      ({ from, to }, index) =>
        html`${index === 0 ? '' : locale.t.sentence.semicolon}${words(w.period(instantPart(locale, from, 'second'), instantPart(locale, to, 'second')))}`,
    )
  return html`${said}${periods.length > shown ? html`${locale.t.sentence.semicolon}${w.more(periods.length - shown)}` : null}`
}
