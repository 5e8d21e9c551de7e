import type { PublicConfig } from '../../core/public-config.ts'
import type { Locale } from '../../i18n/index.ts'
import { simulationWords } from '../../i18n/simulation-words.ts'
import { type Html, html } from '../html.ts'

/** The label of `vigie demo`, which stays in sight however far one scrolls: a picture of any part of a page must carry it. */
export function simulationLabel({ language }: Locale, { site }: Pick<PublicConfig, 'site'>): Html | null {
  if (site.simulation !== true) return null
  return html`<aside class="simulation" aria-label="SIMULATION"><p><b lang="en" dir="ltr">SIMULATION</b> ${simulationWords[language].text}</p></aside>`
}

/** Invented outages are found by nobody who looks for real ones. */
export function simulationRobots({ site }: Pick<PublicConfig, 'site'>): Html | null {
  return site.simulation === true ? html`<meta name="robots" content="noindex, nofollow">` : null
}
