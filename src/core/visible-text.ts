import { pushText, walkMarkup } from './markup.ts'
import { collapse } from './white-space.ts'

/**
 * The text that a reader of an HTML page may see: without tags, comments, scripts, styles and other raw text; character references
 * decoded; white space folded to single spaces and trimmed. The title and what stands in `<noscript>` count as text. An element that
 * starts a line or a cell parts words (`<td>a</td><td>b</td>` is "a b"), one inside a line does not (`ser<b>vice</b>`).
 *
 * Tags end as in a browser (markup.ts). CSS and attributes are not looked at: hidden elements count as text.
 */
export function visibleText(html: string): string {
  const pieces: string[] = []
  const part = (name: string): void => {
    if (!isInline(name)) pieces.push(' ')
  }
  walkMarkup(html, { text: (from, to) => pushText(pieces, html, from, to), open: part, close: part })
  return collapse(pieces.join(''))
}

/** Whether a body without a Content-Type is a page: it begins with a tag that only HTML begins with (after WHATWG MIME sniffing). */
export function looksLikeHtml(text: string): boolean {
  const start = text.slice(0, 1024).trimStart().slice(0, 16).toLowerCase()
  return (
    /^<(?:!doctype html|!--|html|head|title|body|script|style|iframe|table|div|font|br|h1|a|b|p)(?![a-z0-9-])/.test(start) ||
    start.startsWith('<!--')
  )
}

/** Whether an element stands inside a line: it does not part words. */
export function isInline(name: string): boolean {
  return inline.has(name)
}

const inline = new Set(
  `a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q s samp script slot small span
  strike strong style sub sup template time tt u var wbr`.split(/\s+/),
)
