import type { Observation, Recorded } from '../../core/observation.ts'
import { leastLooks } from '../../core/notice/template.ts'
import type { RecordedTemplate } from '../../core/notice/template-record.ts'
import { type HealthyWords, healthyWords } from '../../i18n/healthy-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { labelCommand } from '../parts/notice.ts'
import { identifier, instant } from '../parts/words.ts'
import type { HealthyPageModel } from './healthy-page-model.ts'

const earlierShown = 20
const labelsShown = 20

/** The healthy page of a monitor: what it always shows, since when and by whom, the ones before it, how to accept another one. */
export function healthyPageSection(locale: Locale, model: HealthyPageModel, last: Recorded<Observation> | null): Html {
  const w = healthyWords[locale.language]
  const { current, looks } = model
  return html`<section aria-labelledby="h-hp"><h2 id="h-hp">${w.head}</h2><p class="note">${w.intro}</p>
${current === null ? html`<p>${w.none(looks, leastLooks)}</p>` : described(locale, w, current, looks)}
${acceptance(w, last)}${earlier(locale, w, model)}${labels(locale, w, model)}</section>`
}

function described(locale: Locale, w: HealthyWords, recorded: RecordedTemplate, looks: number): Html {
  const { template, at } = recorded
  const rows: readonly (readonly [string, Html])[] = [
    [w.since, instant(locale, at, 'second')],
    [w.how, origin(w, recorded)],
    [w.looks, html`${locale.t.number.count(template.looks)}${locale.t.sentence.semicolon}${w.sinceThen(looks, leastLooks)}`],
    [w.host, template.hosts.length === 0 ? html`${w.notTold}` : identifier(template.hosts.join(', '))],
    [w.title, template.titleWords.length === 0 ? html`${w.notTold}` : strange(template.titleWords.join(' '))],
    [w.length, html`${w.band(template.length.min, template.length.max)}`],
    [w.fields, template.fields.length === 0 ? html`${w.notTold}` : identifier(template.fields.join(', '))],
    [w.fingerprint, identifier(template.fingerprint)],
    [w.hash, identifier(template.hash)],
  ]
  return html`<dl class="dl">${rows.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>
<details><summary>${w.landmarks(template.landmarks.length)}</summary><ul>${template.landmarks.map((text) => html`<li>${strange(text)}</li>`)}</ul></details>
`
}

function origin(w: HealthyWords, { origin: how, label, seq }: RecordedTemplate): Html {
  const by = label === null ? null : html` (${w.byLabel} ${identifier(String(label))})`
  return html`${w.origin[how]}${by}, ${w.byLabel} ${identifier(String(seq))}`
}

/** Of a stranger's page. */
function strange(text: string): Html {
  return html`<bdi lang="" translate="no">${text}</bdi>`
}

function acceptance(w: HealthyWords, last: Recorded<Observation> | null): Html {
  if (last === null || last.fingerprint === null) return html`<p>${w.noPage}</p>`
  return html`<p>${w.accept} ${labelCommand(last)}</p>`
}

function earlier(locale: Locale, w: HealthyWords, model: HealthyPageModel): Html | null {
  if (model.earlier.length === 0) return null
  const rows = model.earlier.slice(0, earlierShown).map(
    (
      one,
    ) => html`<tr><th scope="row">${instant(locale, one.at, 'second')}</th><td data-l="${w.how}">${origin(w, one)}</td><td class="n" data-l="${w.looks}">${one.template.looks}</td><td data-l="${w.hash}">${identifier(one.template.hash.slice(0, 12))}</td></tr>
`,
  )
  return html`<table class="rec pack"><caption>${w.earlier}</caption>
<thead><tr><th scope="col">${w.since}</th><th scope="col">${w.how}</th><th scope="col" class="n">${w.looks}</th><th scope="col">${w.hash}</th></tr></thead><tbody>${rows}</tbody></table>`
}

function labels(locale: Locale, w: HealthyWords, model: HealthyPageModel): Html | null {
  if (model.labels.length === 0) return null
  const { t } = locale
  const rows = model.labels.slice(0, labelsShown).map(
    (
      one,
    ) => html`<tr><th scope="row">${instant(locale, one.at, 'second')}</th><td data-l="${w.by}"><bdi>${one.by}</bdi></td><td data-l="${t.monitor.outcome}">${w.says[one.says]}</td><td data-l="${w.fingerprint}">${identifier(one.fingerprint)}</td><td data-l="${w.note}">${one.note === null ? null : html`<bdi>${one.note}</bdi>`}</td><td class="n" data-l="${w.record}">${identifier(String(one.seq))}</td></tr>
`,
  )
  return html`<table class="rec pack"><caption>${w.labels}</caption>
<thead><tr><th scope="col">${t.monitor.at}</th><th scope="col">${w.by}</th><th scope="col">${t.monitor.outcome}</th><th scope="col">${w.fingerprint}</th><th scope="col">${w.note}</th><th scope="col" class="n">${w.record}</th></tr></thead><tbody>${rows}</tbody></table>`
}
