import type { Site } from '../../core/site.ts'
import { proofText } from '../../i18n/bundle.ts'
import { duration } from '../../i18n/figures.ts'
import { figureWords } from '../../i18n/figure-page.ts'
import type { Locale } from '../../i18n/index.ts'
import { methodWords, type MethodWords } from '../../i18n/method-words.ts'
import { html, type Html } from '../html.ts'
import { page, place } from '../layout.ts'
import { type Block, blockView } from '../markdown.ts'
import { methodText } from '../method-text.ts'
import { contactOf } from '../parts/contact.ts'
import { measured } from '../parts/measured.ts'
import { type Mark, stateMark } from '../parts/state.ts'
import { identifier, instant } from '../parts/words.ts'
import { changesSection } from './method-changes.ts'
import type { MethodModel, WorkedExample } from './method-model.ts'

/** The method: what is measured here, from the running configuration; the rules, from their document; an example, from the records. */
export function methodPage(locale: Locale, model: MethodModel): Html {
  const w = methodWords[locale.language]
  const { title, intro, sections } = documentOf(methodText(locale.language))
  // Limits and sources come last; the example stands before the limits.
  const rules = sections.slice(0, -2)
  const limits = sections.slice(-2)
  const body = html`<section class="head"><h1>${title}</h1>${intro.map((block) => blockView(block, { id: '', caption: title }))}</section>
<nav class="toc" aria-label="${w.contents}"><ul>${tocLine({ id: 'here', heading: w.here })}${tocLine({ id: 'states', heading: w.states })}${model.changes.length === 0 ? null : tocLine({ id: 'changes', heading: w.changes })}${rules.map(tocLine)}${tocLine({ id: 'example', heading: w.example })}${limits.map(tocLine)}${tocLine({ id: 'proof', heading: w.proof })}${tocLine({ id: 'questions', heading: w.questions })}</ul></nav>
${hereSection(locale, w, model)}
${statesSection(locale, w)}
${changesSection(locale, w, model.changes)}
${rules.map(sectionView)}
${exampleSection(locale, w, model.example)}
${limits.map(sectionView)}
${proofSection(locale, w)}
<section aria-labelledby="questions"><h2 id="questions">${w.questions}</h2>${questionsText(locale, w, model.config.site.publisher)}</section>`
  return page({ locale, config: model.config, path: '/method', title, offline: model.offline, body })
}

interface Section {
  readonly id: string
  readonly heading: string
  readonly blocks: readonly Block[]
}

/** Its title, what comes before the first section, and the sections. */
function documentOf(blocks: readonly Block[]): {
  readonly title: string
  readonly intro: readonly Block[]
  readonly sections: readonly Section[]
} {
  const [first, ...rest] = blocks
  const starts = rest.flatMap((block, index) => (block.kind === 'heading' ? [index] : []))
  return {
    title: first?.kind === 'heading' ? first.text : '',
    intro: rest.slice(0, starts[0]),
    sections: starts.map((start, index) => {
      const head = rest[start]
      return { id: `m-${index + 1}`, heading: head?.kind === 'heading' ? head.text : '', blocks: rest.slice(start, starts[index + 1]) }
    }),
  }
}

function tocLine({ id, heading }: Pick<Section, 'id' | 'heading'>): Html {
  return html`<li><a href="#${id}">${heading}</a></li>`
}

function sectionView({ id, heading, blocks }: Section): Html {
  return html`<section class="prose" aria-labelledby="${id}">${blocks.map((block) => blockView(block, { id, caption: heading }))}</section>
`
}

function hereSection(locale: Locale, w: MethodWords, { config, monitors }: MethodModel): Html {
  const { t } = locale
  const { controls, clock, vantage } = config
  return html`<section aria-labelledby="here"><h2 id="here">${w.here}</h2>
<p>${monitors.length === 0 ? w.hereNone : w.hereText(monitors.length, config.services.length)}</p>
<dl class="dl sp"><dt>${w.place}</dt><dd>${w.placeText(place(config), vantage.country)}</dd>
<dt>${w.controls}</dt><dd>${controls.targets.length === 0 ? t.page.noControlText : html`${w.controlsText(controls.required, controls.targets.length)}<ul>${controls.targets.map(({ url }) => html`<li>${identifier(url)}</li>`)}</ul>`}</dd>
<dt>${w.clock}</dt><dd>${clock.ntp.length === 0 ? w.clockSystem : w.clockSources(clock.ntp.length)}</dd>
<dt>${w.zone}</dt><dd>${identifier(config.site.timeZone)}${t.sentence.comma}${w.zoneText}</dd></dl>
${monitors.length === 0 ? null : monitorsTable(locale, w, monitors)}</section>`
}

function monitorsTable(locale: Locale, w: MethodWords, monitors: MethodModel['monitors']): Html {
  const m = locale.t.monitor
  return html`<div class="scroll sp" role="region" aria-label="${locale.t.page.scrolls(w.caption)}" tabindex="0"><table class="rec pack broad rules"><caption>${w.caption}</caption>
<thead><tr><th scope="col">${w.monitor}</th><th scope="col">${m.look}</th><th scope="col">${m.every}</th><th scope="col">${m.upMeans}</th><th scope="col">${m.confirmation}</th><th scope="col">${m.surelySeen}</th></tr></thead>
<tbody>${monitors.map(({ service, name, monitor }) => {
    const said = measured(locale, monitor)
    return html`<tr><th scope="row"><a href="/monitors/${encodeURIComponent(monitor.id)}"><bdi>${name}</bdi></a>${service === name ? null : html`<small class="sub"><bdi>${service}</bdi></small>`}</th><td data-l="${m.look}">${said.look}</td><td data-l="${m.every}">${said.every}</td><td data-l="${m.upMeans}">${said.upMeans}${said.thresholds === null ? null : html`<small class="sub">${m.slowMeans}${locale.t.sentence.colon}${said.thresholds}</small>`}</td><td data-l="${m.confirmation}">${said.confirmation}</td><td data-l="${m.surelySeen}">${said.surelySeen}</td></tr>
`
  })}</tbody></table></div>`
}

function statesSection({ t }: Locale, w: MethodWords): Html {
  const rows: readonly (readonly [Mark, string, string])[] = [
    ['up', t.state.up, w.stateMeans.up],
    ['down', t.state.down, w.stateMeans.down],
    ['partial', t.state.partial(1, 2), w.stateMeans.partial],
    ['degraded', t.state.degraded, w.stateMeans.degraded],
    ['unknown', t.state.unknown, w.stateMeans.unknown],
    ['unknown', t.state.pending, w.stateMeans.pending],
    ['unconfirmed', w.unconfirmed, w.stateMeans.unconfirmed],
  ]
  return html`<section aria-labelledby="states"><h2 id="states">${w.states}</h2><table class="rec pack"><caption>${w.statesCaption}</caption>
<thead><tr><th scope="col">${w.state}</th><th scope="col">${w.means}</th></tr></thead>
<tbody>${rows.map(([mark, name, text]) => html`<tr><th scope="row">${stateMark(mark, name)}</th><td>${text}</td></tr>`)}</tbody></table></section>`
}

function exampleSection(locale: Locale, w: MethodWords, example: WorkedExample | null): Html {
  if (example === null) return html`<section aria-labelledby="example"><h2 id="example">${w.example}</h2><p>${w.exampleNone}</p></section>`
  const { t } = locale
  const { outage, notCountedMs, maxMs } = example
  const rows = [
    [w.lastGood, example.lastGoodAt, w.afterThis],
    [w.firstFailed, example.firstFailedBy, w.begunBy],
    [w.lastFailed, example.lastFailedAfter, w.endedAfter],
    [w.firstGood, example.firstGoodBy, w.endedBy],
  ] as const
  const long = (ms: number, bound: 'lower' | 'upper') => duration(t, ms, bound, ms < 1_000 ? 'short' : 'long')
  return html`<section aria-labelledby="example"><h2 id="example">${w.example}</h2><p>${w.exampleText(example.name)}</p>
<table class="rec pack sp"><caption>${w.exampleCaption}</caption><thead><tr><th scope="col">${w.look}</th><th scope="col">${w.instant}</th><th scope="col">${w.proves}</th></tr></thead>
<tbody>${rows.map(([name, at, proves]) => html`<tr><th scope="row">${name}</th><td data-l="${w.instant}">${instant(locale, at, 'second')}</td><td data-l="${w.proves}">${proves}</td></tr>`)}</tbody></table>
<dl class="dl sp"><dt>${w.atLeast}</dt><dd>${w.atLeastText(long(outage.minMs, 'lower'))}${notCountedMs === 0 ? null : html`${t.sentence.semicolon}${w.notCounted(long(notCountedMs, 'upper'))}`}</dd>
<dt>${w.atMost}</dt><dd>${w.atMostText(long(maxMs, 'upper'))}</dd>
<dt>${locale.t.outage.failedLooks}</dt><dd>${t.number.count(outage.looks)}</dd></dl>
<p><a href="/outages/${outage.id}">${w.seeOutage}</a></p></section>`
}

/** The same words as in every bundle. */
function proofSection({ language }: Locale, w: MethodWords): Html {
  const { provesTitle, proves, notTitle, not, reducedBy, notAReport } = proofText(language)
  return html`<section class="prose" aria-labelledby="proof"><h2 id="proof">${w.proof}</h2><p>${w.proofText}</p>
<h3>${provesTitle}</h3>${list(proves)}
<h3>${notTitle}</h3>${list(not)}
<p>${reducedBy} ${notAReport}</p>
<ul class="link"><li><a href="/log/checkpoint">${figureWords[language].checkpoint}</a></li><li><a href="/log/key">${w.key}</a></li></ul></section>`
}

function list(items: readonly string[]): Html {
  return html`<ul class="bullets">${items.map((item) => html`<li>${item}</li>`)}</ul>`
}

function questionsText({ t }: Locale, w: MethodWords, publisher: Site['publisher']): Html {
  const contact = publisher?.contact ?? null
  return html`<p>${contact === null ? w.noContact : html`${w.contact}${t.sentence.colon}${contactOf(contact)}.`} ${w.contactText}</p>`
}
