import { readReference } from './entities.ts'

/** What a walk over a page meets, in the order of the page. Indexes are those of the page's text. */
export interface MarkupSink {
  /** Character data from `from` to `to`, character references not decoded yet. */
  text(from: number, to: number): void
  /** A start tag; its attributes stand between `from` and `to`. Names are lower case, cut at twelve characters: none that matters is longer. */
  open(name: string, from: number, to: number): void
  close(name: string): void
  /** Content of `<script>`, `<style>` and their like: not text, and no tags in it. */
  raw?(name: string, from: number, to: number): void
}

/**
 * Walks an HTML page from end to end, as a browser's tokenizer would (WHATWG HTML, tokenization): a `>` inside a quoted attribute value
 * does not end a tag, and an unclosed comment, script or tag swallows the rest.
 * One pass, no backtracking: every step moves forward and looks at a bounded number of characters, or runs to the end of the page once.
 */
export function walkMarkup(html: string, sink: MarkupSink): void {
  let at = 0
  while (at < html.length) {
    const markup = nextMarkup(html, at)
    if (markup > at) sink.text(at, markup)
    at = markup === html.length ? markup : skipMarkup(sink, html, markup)
  }
}

/** Character data with its references decoded, handed on piece by piece. */
export function pushText(pieces: string[], html: string, from: number, to: number): void {
  let start = from
  let at = from
  // A walk, not `indexOf`: that would search the rest of the page again for every piece of text without a reference.
  while (at < to) {
    const found = html.charCodeAt(at) === 0x26 ? readReference(html, at) : null
    if (found === null) {
      at++
      continue
    }
    if (start < at) pieces.push(html.slice(start, at))
    pieces.push(found.text)
    start = found.end
    at = found.end
  }
  if (start < to) pieces.push(html.slice(start, to))
}

/** Attributes of a start tag, by lower-case name; the first of a name counts. Values are as written: references are not decoded. */
export function readAttributes(html: string, from: number, to: number): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  let at = from
  while (at < to && attributes.size < mostAttributes) {
    while (at < to && (isSpace(html.charCodeAt(at)) || html.charCodeAt(at) === 0x2f)) at++
    const start = at
    while (at < to && !isSpace(html.charCodeAt(at)) && !'=/>'.includes(html.charAt(at))) at++
    const name = html.slice(start, at).toLowerCase()
    while (at < to && isSpace(html.charCodeAt(at))) at++
    let value = ''
    if (html.charCodeAt(at) === 0x3d && at < to) {
      const end = Math.min(endOfValue(html, at + 1), to)
      value = html
        .slice(at + 1, end)
        .trim()
        .replace(/^(["'])([^]*)\1$/, '$2')
      at = end
    }
    if (name !== '' && !attributes.has(name)) attributes.set(name, value)
    else if (at === start) at++
  }
  return attributes
}

/** A tag with more is no page's own. */
const mostAttributes = 64

/** Their content is not text, and holds no tags. */
const swallowed = new Set(['script', 'style', 'iframe', 'noembed', 'noframes'])
/** Their content is text without tags, references decoded. */
const plain = new Set(['title', 'textarea'])

/** Index of the next `<` that begins markup; a page of plain ones is one piece of text. */
function nextMarkup(html: string, from: number): number {
  let at = html.indexOf('<', from)
  while (at !== -1) {
    const next = html.charCodeAt(at + 1)
    if (isLetter(next) || next === 0x2f || next === 0x21 || next === 0x3f) return at
    at = html.indexOf('<', at + 1)
  }
  return html.length
}

/** Past the markup that begins with the `<` at `at`; tells the sink what it is. */
function skipMarkup(sink: MarkupSink, html: string, at: number): number {
  const next = html.charCodeAt(at + 1)
  if (next === 0x21) return html.startsWith('--', at + 2) ? skipComment(html, at + 4) : after(html, '>', at + 2)
  if (next === 0x3f) return after(html, '>', at + 2)
  const closing = next === 0x2f
  const start = closing ? at + 2 : at + 1
  if (!isLetter(html.charCodeAt(start))) return after(html, '>', start)
  const nameEnd = endOfName(html, start)
  // No name that matters is longer, and lower-casing a megabyte of letters would be for nothing.
  const name = html.slice(start, Math.min(nameEnd, start + 12)).toLowerCase()
  const end = endOfTag(html, nameEnd)
  if (closing) sink.close(name)
  else sink.open(name, nameEnd, end)
  if (closing || end === html.length) return end
  if (!swallowed.has(name) && !plain.has(name)) return end
  const contentEnd = endOfRawText(html, end, name)
  if (plain.has(name)) sink.text(end, contentEnd)
  else sink.raw?.(name, end, contentEnd)
  return contentEnd
}

function skipComment(html: string, at: number): number {
  if (html.startsWith('>', at)) return at + 1
  if (html.startsWith('->', at)) return at + 2
  let dashes = html.indexOf('--', at)
  while (dashes !== -1) {
    if (html.startsWith('>', dashes + 2)) return dashes + 3
    if (html.startsWith('!>', dashes + 2)) return dashes + 4
    dashes = html.indexOf('--', dashes + 1)
  }
  return html.length
}

function after(html: string, character: string, from: number): number {
  const found = html.indexOf(character, from)
  return found === -1 ? html.length : found + 1
}

function endOfName(html: string, from: number): number {
  let at = from
  while (at < html.length && !isSpace(html.charCodeAt(at)) && html.charCodeAt(at) !== 0x3e && html.charCodeAt(at) !== 0x2f) at++
  return at
}

/** Index after the `>` of a tag whose name ended at `from`. A quote opens a value only right after `=` (and white space). */
function endOfTag(html: string, from: number): number {
  let at = from
  while (at < html.length) {
    const code = html.charCodeAt(at)
    if (code === 0x3e) return at + 1
    at = code === 0x3d ? endOfValue(html, at + 1) : at + 1
  }
  return html.length
}

function endOfValue(html: string, from: number): number {
  let at = from
  while (at < html.length && isSpace(html.charCodeAt(at))) at++
  const quote = html.charCodeAt(at)
  if (quote === 0x22) return after(html, '"', at + 1)
  if (quote === 0x27) return after(html, "'", at + 1)
  while (at < html.length && !isSpace(html.charCodeAt(at)) && html.charCodeAt(at) !== 0x3e) at++
  return at
}

/** Index of the end tag that closes raw text; that tag is read as any other afterwards. */
function endOfRawText(html: string, from: number, name: string): number {
  let at = html.indexOf('</', from)
  while (at !== -1) {
    const stop = at + 2 + name.length
    const code = html.charCodeAt(stop)
    const ends = Number.isNaN(code) || isSpace(code) || code === 0x3e || code === 0x2f
    if (ends && html.slice(at + 2, stop).toLowerCase() === name) return at
    at = html.indexOf('</', at + 2)
  }
  return html.length
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b)
}

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}
