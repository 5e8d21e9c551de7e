import type { PublicConfig } from '../../core/public-config.ts'
import { citeWords } from '../../i18n/cite-words.ts'
import { duration, headline } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { outageSentence } from '../../i18n/sentence.ts'
import { assetUrl } from '../assets.ts'
import { type Html, html } from '../html.ts'
import type { OutageFacts } from '../outage-facts.ts'
import { outageState } from '../parts/outage-state.ts'
import { simulationLabel } from '../parts/simulation.ts'
import { stateMark, symbolDefinitions } from '../parts/state.ts'
import { identifier, words } from '../parts/words.ts'
import { textIn } from '../text.ts'

/** One outage for a frame on a page of others: figure, sentence, limits of it, and the way to the full record. */
export function outageFrame(locale: Locale, facts: OutageFacts): Html {
  const { t } = locale
  const { outage, name, config, permalink } = facts
  const { mark, text } = outageState(locale, facts)
  const bound = outage.maxMs === null ? t.duration.noMaximum : t.duration.atMost(duration(t, outage.maxMs, 'upper', 'short'))
  const figure = outage.confirmed ? html`<p class="min">${headline(t, outage.minMs, 'short')}<small>${bound}</small></p>` : null
  return frame(locale, config, {
    title: name,
    permalink,
    offline: facts.offline,
    body: html`<p class="kind">${stateMark(mark, text)}</p><h1><bdi>${name}</bdi></h1>
${figure}
<p class="said">${words(outageSentence(locale, facts))}</p>
${config.controls.targets.length > 0 ? null : html`<p class="note">${t.page.noControlText}</p>`}`,
  })
}

/** The frame at an address that was given out for what the records no longer support. */
export function withdrawnFrame(locale: Locale, config: PublicConfig, id: string, reason: string, permalink: string): Html {
  const { t } = locale
  return frame(locale, config, {
    title: t.outage.withdrawnTitle,
    permalink,
    offline: false,
    body: html`<h1>${t.outage.withdrawnTitle}</h1><p class="sub">${identifier(id)}</p><p class="said">${t.outage.withdrawnText}</p><p class="note">${t.outage.withdrawnWhy(reason)}</p>`,
  })
}

interface Framed {
  readonly title: string
  readonly permalink: string
  readonly offline: boolean
  readonly body: Html
}

function frame(locale: Locale, config: PublicConfig, { title, permalink, offline, body }: Framed): Html {
  const words = citeWords[locale.language]
  const site = textIn(config.site.title, locale.language)
  return html`<!doctype html>
<html lang="${locale.tag}" dir="${locale.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} — ${site}</title>
<link rel="stylesheet" href="${assetUrl('vigie.css')}">
<link rel="canonical" href="${permalink}">
</head>
<body class="embed ${offline ? 'offline' : 'online'}">
${symbolDefinitions}${simulationLabel(locale, config)}
<main>
${body}
<p class="from"><span>${words.measuredBy(site)}</span> <a href="${permalink}?lang=${locale.language}" target="_blank" rel="noopener">${words.fullRecord}</a></p>
</main>
</body>
</html>
`
}
