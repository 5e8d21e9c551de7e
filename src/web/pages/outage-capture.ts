import type { DiffPart } from '../../core/line-diff.ts'
import { captureWords, type CaptureWords } from '../../i18n/captures.ts'
import type { Locale } from '../../i18n/index.ts'
import { warcPath } from '../captures.ts'
import { type Html, html } from '../html.ts'
import { identifier, instant } from '../parts/words.ts'
import type { SeenModel } from './outage-capture-model.ts'

/** What the outage looked like, as text: status, headers, visible text, certificate, DNS, and the difference from the healthy page. */
export function seenSection(locale: Locale, model: SeenModel, outageId: string): Html {
  const w = captureWords[locale.language]
  const { row, reference, statusLine } = model
  return html`<section aria-labelledby="h-se" class="seen"><h2 id="h-se">${w.head}</h2><p class="note">${w.intro}</p>
<dl class="dl"><dt>${w.at}</dt><dd>${instant(locale, row.at, 'second')}</dd>${statusLine === null ? null : html`<dt>${w.status}</dt><dd>${identifier(statusLine)}</dd>`}</dl>
${shownText(w, model)}
${difference(w, model.difference)}
${headers(locale, w, model)}
${certificate(locale, w, model)}
${lookups(w, model)}
<ul class="link"><li><a href="${warcPath(row.sha256)}">${w.file}</a></li>${reference === null ? null : html`<li><a href="${warcPath(reference.sha256)}">${w.healthyFile}</a></li>`}<li><a href="/api/v1/outages/${encodeURIComponent(outageId)}/captures">${w.all}</a></li></ul></section>`
}

function shownText(w: CaptureWords, { text }: SeenModel): Html {
  const head = html`<h3>${w.text}</h3>`
  if (text.kind !== 'lines') return html`${head}<p>${text.kind === 'erased' ? w.erased : w.noText}</p>`
  const marked = text.lines.some((line) => line.some(({ hit }) => hit))
  const lines = text.lines.map(
    (line) => html`<p dir="auto">${line.map((piece) => (piece.hit ? html`<mark>${piece.text}</mark>` : html`${piece.text}`))}</p>
`,
  )
  return html`${head}${marked ? html`<p class="note">${w.rule}</p>` : null}<blockquote lang="" translate="no">${lines}</blockquote>
${text.total > text.lines.length ? html`<p class="note">${w.cut(text.lines.length, text.total)}</p>` : null}`
}

function difference(w: CaptureWords, parts: readonly DiffPart[] | null): Html | null {
  if (parts === null) return null
  if (parts.every(({ kind }) => kind === 'same')) return html`<h3>${w.difference}</h3><p>${w.sameText}</p>`
  const shown = parts.slice(0, partsShown).map(({ kind, lines }) => {
    if (kind === 'same') return html`<p class="note">${w.unchanged(lines.length)}</p>`
    const some = lines.slice(0, linesOfPart).map((line) => html`<p dir="auto">${line}</p>`)
    const list = html`<b>${kind === 'gone' ? w.gone : w.fresh}</b><div lang="" translate="no">${some}</div>`
    return kind === 'gone' ? html`<del>${list}</del>` : html`<ins>${list}</ins>`
  })
  return html`<h3>${w.difference}</h3><div class="diff"><b class="side">${w.before}</b><b class="side">${w.now}</b>${shown}</div>`
}

const partsShown = 40
const linesOfPart = 20

function headers({ t }: Locale, w: CaptureWords, { headers: all }: SeenModel): Html | null {
  if (all.length === 0) return null
  const rows = all.map(
    ({ name, value, broken }) =>
      html`<tr><th scope="row">${identifier(name)}</th><td data-l="${w.value}">${broken ? html`<mark>${identifier(value)}</mark>` : identifier(value)}</td></tr>
`,
  )
  return html`<div class="scroll" role="region" aria-label="${t.page.scrolls(w.headers)}" tabindex="0"><table class="rec pack"><caption>${w.headers}</caption>
<thead><tr><th scope="col">${w.header}</th><th scope="col">${w.value}</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

function certificate(locale: Locale, w: CaptureWords, { certificate: leaf }: SeenModel): Html | null {
  if (leaf === null) return null
  return html`<h3>${w.certificate}</h3><dl class="dl"><dt>${w.subject}</dt><dd>${identifier(leaf.subject)}</dd><dt>${w.issuer}</dt><dd>${identifier(leaf.issuer)}</dd>
<dt>${w.valid}</dt><dd>${instant(locale, leaf.notBefore, 'second')}<br>${instant(locale, leaf.notAfter, 'second')}</dd><dt>SHA-256</dt><dd>${identifier(leaf.sha256)}</dd></dl>`
}

function lookups(w: CaptureWords, { lookups: all }: SeenModel): Html | null {
  if (all.length === 0) return null
  const rows = all.slice(0, 20).map(({ name, type, resolver, rcode, answers }) => {
    const said = answers.slice(0, 20).map((one) => html`<br>${identifier(`${one.type} ${one.data} (TTL ${one.ttl})`)}`)
    return html`<dt>${identifier(`${name} ${type}`)}</dt><dd>${identifier(resolver)} ${rcode === null ? w.noAnswer : identifier(rcode)}${said}</dd>`
  })
  return html`<h3>${w.lookups}</h3><dl class="dl">${rows}</dl>`
}
