import { columnWords, englishTitle } from '../../i18n/column-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { siteWords, type SiteWords } from '../../i18n/site-words.ts'
import type { PublicConfig } from '../../core/public-config.ts'
import { type Column, type Table, tables } from '../data/tables.ts'
import { type Html, html } from '../html.ts'
import { page } from '../layout.ts'
import { identifier } from '../parts/words.ts'
import { textIn } from '../text.ts'

/** Every download, and every column in words. The tables are those of `vigie export`. */
export function dataPage(locale: Locale, config: PublicConfig, offline: boolean): Html {
  const { t, language } = locale
  const w = siteWords[language].data
  const { licence } = config.site
  const body = html`<section class="head"><h1>${w.title}</h1><p class="lede">${w.lede}</p></section>
${downloads(locale, w, config)}
<section aria-labelledby="licence"><h2 id="licence">${w.licence}</h2><p>${licence === null ? w.noLicence : html`${identifier(licence)}${t.sentence.stop} ${w.licenceText}`}</p></section>
${Object.values(tables).map((table) => columns(locale, w, table))}`
  return page({ locale, config, path: '/data', title: w.title, offline, body })
}

function downloads(locale: Locale, w: SiteWords['data'], config: PublicConfig): Html {
  const monitors = config.services.flatMap((service) => service.monitors)
  return html`<section aria-labelledby="downloads"><h2 id="downloads">${w.downloads}</h2>
<table class="rec pack"><caption>${w.downloadsCaption}</caption><thead><tr><th scope="col">${w.what}</th><th scope="col">${w.csv}</th></tr></thead>
<tbody>${Object.values(tables).map(({ name }) => html`<tr><th scope="row">${titleOf(locale, name)}, ${w.all}</th><td data-l="${w.csv}"><a href="/data/${name}.csv">${identifier(`${name}.csv`)}</a></td></tr>`)}</tbody></table>
<dl class="dl sp"><dt>${w.package}</dt><dd><a href="/data/datapackage.json">${identifier('datapackage.json')}</a>${locale.t.sentence.colon}${w.packageText}</dd>
<dt>${w.command}</dt><dd>${identifier('vigie export --format datapackage --out DIR')} ${w.commandText}</dd>
<dt>${w.api}</dt><dd><a href="/api/v1/docs">${identifier('/api/v1/docs')}</a>${locale.t.sentence.colon}${w.apiText}</dd></dl>
${
  monitors.length === 0
    ? null
    : html`<h3 class="sp2">${w.perMonitor}</h3><p class="note">${w.perMonitorText}</p>
<ul class="link many">${monitors.map(({ id, name }) => html`<li><a href="/api/v1/monitors/${encodeURIComponent(id)}/observations?format=csv"><bdi>${textIn(name, locale.language)}</bdi> ${identifier(`${id}.csv`)}</a></li>`)}</ul>`
}</section>
`
}

function columns(locale: Locale, w: SiteWords['data'], table: Table<unknown>): Html {
  const { name, key } = table
  const title = titleOf(locale, name)
  const said = locale.language === 'en' ? null : columnWords[locale.language][name]
  return html`<section aria-labelledby="t-${name}"><h2 id="t-${name}">${w.columns}${locale.t.sentence.colon}${title}</h2><p>${said?.description ?? table.description}</p>
<table class="rec pack sp"><caption>${w.columnsCaption(table.columns.length)}</caption><thead><tr><th scope="col">${w.column}</th><th scope="col">${w.type}</th><th scope="col">${w.meaning}</th></tr></thead>
<tbody>${table.columns.map((column) => columnRow(w, column, key.includes(column.name), said?.columns[column.name] ?? column.description))}</tbody></table></section>
`
}

function columnRow(w: SiteWords['data'], { name, type }: Column<unknown>, isKey: boolean, meaning: string): Html {
  return html`<tr><th scope="row">${identifier(name)}</th><td data-l="${w.type}">${w.types[type]}${isKey ? html` <small>(${w.key})</small>` : null}</td><td data-l="${w.meaning}">${meaning}</td></tr>
`
}

function titleOf({ language }: Locale, name: string): string {
  return (language === 'en' ? null : columnWords[language][name]?.title) ?? englishTitle(name)
}
