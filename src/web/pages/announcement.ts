import type { RecordedAnnouncement } from '../../core/announcement.ts'
import { coverage, durationRange } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { page } from '../layout.ts'
import { announcementTitle, claimSentence, factList, quotation, serviceName, wordsOf } from '../parts/announced.ts'
import { allClearText, announcedTime, overrunText } from '../parts/beside.ts'
import { lanes } from '../parts/lanes.ts'
import { instant, instantPart, words } from '../parts/words.ts'
import { textIn } from '../text.ts'
import type { AnnouncementModel } from './announcement-model.ts'

/** One announcement, to be cited: what was said and by whom, what was measured then, and what it said before it was corrected. */
export function announcementPage(locale: Locale, model: AnnouncementModel): Html {
  const { t } = locale
  const w = wordsOf(locale)
  const { config, history } = model
  const { current } = history
  const name = serviceName(config, current.serviceId, locale)
  const title = announcementTitle(locale, name, current)
  const body = html`<nav class="crumb" aria-label="${t.page.path}"><a href="/">${t.page.now}</a> › <a href="/announcements">${w.nav}</a> › ${title}</nav>
<section class="claim" aria-labelledby="t"><p class="kind">${current.over ? w.kind.over : w.kind.interruption}</p>
<h1 id="t">${title}</h1>
<h2 class="vh">${t.outage.sentenceHead}</h2>
<p class="sentence"><span class="copy">${words(claimSentence(locale, name, current))}</span></p>
${quotation(locale, current)}</section>
<section aria-labelledby="h-me"><h2 id="h-me">${w.measured.head}</h2>${measured(locale, model)}</section>
<section aria-labelledby="h-fa"><h2 id="h-fa">${w.facts.head}</h2>${factList(locale, config, current)}</section>
${history.earlier.length === 0 ? null : corrections(locale, model)}
<section aria-labelledby="h-da"><h2 id="h-da">${t.monitor.data}</h2><dl class="dl"><dt>${t.outage.permalink}</dt><dd><a class="id" href="${model.permalink}">${model.permalink}</a></dd></dl>
<ul class="link"><li><a href="/api/v1/announcements/${encodeURIComponent(current.id)}">${w.list.json}</a></li></ul></section>`
  return page({
    locale,
    config,
    path: `/announcements/${encodeURIComponent(current.id)}`,
    title,
    offline: model.offline,
    canonical: model.permalink,
    body,
  })
}

function measured(locale: Locale, model: AnnouncementModel): Html {
  const { t } = locale
  const m = wordsOf(locale).measured
  const nothing = model.measured.every(({ figures }) => figures.availability === null)
  const first = model.firstLookAt === null ? html`${m.neverLooked}` : words(m.firstLook(instantPart(locale, model.firstLookAt)))
  const found = model.met === 0 ? null : outageTable(locale, model)
  if (nothing) return html`<p class="an-nothing">${m.nothingThen}</p><p>${first} ${model.met === 0 ? m.notKnown : null}</p>${found}`
  const rows = model.measured.map(
    ({ monitor, figures }) =>
      html`<tr><th scope="row"><a href="/monitors/${encodeURIComponent(monitor.id)}"><bdi>${textIn(monitor.name, locale.language)}</bdi></a></th><td>${figures.availability === null ? t.monitor.noMeasurement : coverage(t, figures)}</td></tr>`,
  )
  const outages = model.measured.flatMap((each) => each.outages)
  return html`${lanes(locale, { frame: frameOf(model), announced: announcedTime({ announcement: model.history.current, window: model.window }), clears: model.clearAt === null ? [] : [model.clearAt], outages })}
<table class="rec"><caption>${m.period[model.time.kind]}</caption><thead><tr><th scope="col">${m.monitor}</th><th scope="col">${m.coverage}</th></tr></thead><tbody>${rows}</tbody></table>
${found ?? html`<p class="sp">${m.noOutage}</p>`}`
}

/** Its time with a tenth on either side. */
function frameOf({ time: { period } }: AnnouncementModel): AnnouncementModel['time']['period'] {
  const margin = Math.max(3_600_000, Math.round((period.to - period.from) / 10))
  return { from: period.from - margin, to: period.to + margin }
}

function outageTable(locale: Locale, { outages, met }: AnnouncementModel): Html {
  const { t } = locale
  const b = wordsOf(locale).beside
  const verdict = ({ announcement, overrun, allClear }: AnnouncementModel['outages'][number]['beside']) =>
    announcement.over && allClear !== null ? allClearText(locale, allClear) : overrunText(locale, overrun)
  const over = outages.some(({ beside }) => beside.announcement.over)
  return html`<table class="rec pack"><caption>${wordsOf(locale).measured.outages(met)}</caption><thead><tr><th scope="col">${t.monitor.firstFailure}</th><th scope="col">${t.monitor.duration}</th><th scope="col">${over ? b.clear : b.overrun}</th></tr></thead>
<tbody>${outages.map(
    ({ outage, beside }) =>
      html`<tr><th scope="row"><a href="/outages/${outage.id}">${instant(locale, outage.onset.by)}</a>${outage.onset.after === null ? html`<small class="sub">${b.began}</small>` : null}</th><td data-l="${t.monitor.duration}">${durationRange(t, outage.minMs, outage.maxMs)}${outage.ongoing ? html`${t.sentence.comma}${t.outage.ongoing}` : null}</td><td data-l="${over ? b.clear : b.overrun}">${verdict(beside)}</td></tr>
`,
  )}</tbody></table>`
}

function corrections(locale: Locale, { config, history }: AnnouncementModel): Html {
  const c = wordsOf(locale).corrections
  const version = (earlier: RecordedAnnouncement) =>
    html`<details class="an-earlier"><summary>${words(c.version(instantPart(locale, earlier.recordedAt), earlier.seq))}</summary>${quotation(locale, earlier)}${factList(locale, config, earlier)}</details>`
  return html`<section aria-labelledby="h-co"><h2 id="h-co">${c.head}</h2><p>${c.text}</p>${history.earlier.map(version)}</section>`
}
