import { citeWords } from '../../i18n/cite-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { plain } from '../../i18n/parts.ts'
import { outageSentence } from '../../i18n/sentence.ts'
import { type Html, html, render } from '../html.ts'
import type { OutageFacts } from '../outage-facts.ts'
import { identifier } from '../parts/words.ts'
import { addressCode } from '../parts/address-code.ts'
import { citationOf } from './citation.ts'
import { type CitationFormat, forms, referenceText } from './forms.ts'

/** How to quote an outage and take it elsewhere: reference, its other forms, permanent address with QR code, frame, picture, feeds. */
export function citeBlock(locale: Locale, facts: OutageFacts & { readonly asOf: number }): Html {
  const { t, language } = locale
  const words = citeWords[language]
  const { outage, config, permalink } = facts
  const citation = citationOf(locale, facts, facts.asOf)
  return html`<section id="cite" aria-labelledby="h-ci"><h2 id="h-ci">${words.head}</h2>
${outage.ongoing ? html`<p class="note">${words.growing}</p>` : null}
<div class="cite">${addressCode(locale, permalink)}<div class="ref">
<p class="reference copy"${copying(locale)}>${referenceText(citation, language)}</p>
<dl class="dl"><dt>${t.outage.permalink}</dt><dd><a class="id" href="${permalink}">${permalink}</a></dd><dt>${words.asOf}</dt><dd>${citation.asOf}</dd><dt>${words.licence}</dt><dd>${config.site.licence === null ? words.noLicence : html`<bdi>${config.site.licence}</bdi>`}</dd></dl>
<p class="printed">${words.printed}</p></div></div>
<div class="cols taken"><div><h3>${words.files}</h3>${(['csl', 'bibtex', 'ris'] as const).map((format) => form(locale, outage.id, format, forms[format].write(citation, language)))}</div>
<div><h3>${words.embed}</h3>${embedding(locale, facts)}<h3>${words.follow}</h3>${following(locale, facts)}</div></div></section>`
}

/** Attributes of a text that the script puts a button beside. */
export function copying({ language }: Locale): Html {
  const { copy, copied, copyBySelf } = citeWords[language]
  return html` data-copy="${copy}" data-copied="${copied}" data-copy-failed="${copyBySelf}"`
}

const formNames: Readonly<Record<Exclude<CitationFormat, 'text'>, string>> = { csl: 'CSL-JSON', bibtex: 'BibTeX', ris: 'RIS' }

function form(locale: Locale, outageId: string, format: Exclude<CitationFormat, 'text'>, text: string): Html {
  const address = `/api/v1/outages/${encodeURIComponent(outageId)}/citation?format=${format}&lang=${locale.language}`
  return html`<details name="cite-as"><summary>${formNames[format]}</summary>${snippet(locale, formNames[format], text.trimEnd())}<p class="link"><a href="${address}" download="${outageId}.${forms[format].extension}">${identifier(`${outageId}.${forms[format].extension}`)}</a></p></details>`
}

function embedding(locale: Locale, facts: OutageFacts): Html {
  const words = citeWords[locale.language]
  const { outage, permalink, name } = facts
  const base = permalink.replace(/\/outages\/[^/]*$/, '')
  const address = (suffix: string) => `${base}/embed/${encodeURIComponent(outage.id)}${suffix}?lang=${locale.language}`
  const frame = html`<iframe src="${address('')}" title="${name}" width="600" height="380" loading="lazy"></iframe>`
  const picture = html`<a href="${permalink}"><img src="${address('.svg')}" alt="${plain(outageSentence(locale, facts), locale.dir)}" width="600" height="315"></a>`
  return html`<p class="note">${words.embedNote}</p>
<details name="embed-as"><summary>${words.frame}</summary>${snippet(locale, words.frame, render(frame))}<p class="link"><a href="${address('')}">${identifier(`/embed/${outage.id}`)}</a></p></details>
<details name="embed-as"><summary>${words.picture}</summary>${snippet(locale, words.picture, render(picture))}<p class="link"><a href="${address('.svg')}">${identifier(`/embed/${outage.id}.svg`)}</a></p></details>`
}

function following(locale: Locale, { known, monitor }: OutageFacts): Html {
  const { language } = locale
  const words = citeWords[language]
  const service =
    monitor === null || known?.retiredAt !== null
      ? null
      : html`<li><a href="/services/${encodeURIComponent(monitor.serviceId)}/feed.atom?lang=${language}" type="application/atom+xml">${words.serviceFeed}</a></li>`
  const badge =
    monitor === null ? null : html`<li><a href="/badges/${encodeURIComponent(monitor.id)}.svg?lang=${language}">${words.badge}</a></li>`
  return html`<ul class="link"><li><a href="/feed.atom?lang=${language}" type="application/atom+xml">${words.feed}</a></li>${service}<li><a href="/outages.ics?lang=${language}" type="text/calendar">${words.calendar}</a></li>${badge}</ul>`
}

/** Code to take, left to right in any language. */
function snippet(locale: Locale, label: string, text: string): Html {
  return html`<pre class="snippet copy" dir="ltr" translate="no" tabindex="0" aria-label="${label}"${copying(locale)}>${text}</pre>`
}
