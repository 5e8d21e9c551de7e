import { pushText, readAttributes, walkMarkup } from '../markup.ts'
import { isInline } from '../visible-text.ts'
import { collapse } from '../white-space.ts'
import { type HiddenRules, hiddenRules } from './hidden.ts'

/** What a block of text is on its page. `label` is what a page keeps when its content changes: menus, buttons, headers, footers, field names. */
export type BlockRole = 'title' | 'heading' | 'label' | 'text'

/** One piece of visible text that no line break parts, as it is written, white space folded. */
export interface Block {
  readonly role: BlockRole
  readonly text: string
}

/** A page as its reader meets it: scripts, styles, comments and hidden parts are gone. */
export interface Page {
  /** In the order of the page, the title first. */
  readonly blocks: readonly Block[]
  /** UTF-16 code units of visible text, the title not counted. */
  readonly textLength: number
  readonly links: number
  /** `text:email`, `select:city`: kind and name of each field that a person fills in, in the order of the page. */
  readonly fields: readonly string[]
  readonly hasPassword: boolean
  /** Alternative texts and file names of images: on a page without text they are all it says. */
  readonly imageWords: readonly string[]
  /** `lang` of the page, or null. */
  readonly language: string | null
  /** Where a `<meta http-equiv=refresh>` leads, or null. */
  readonly refresh: string | null
}

/** Reads an HTML page. One pass; hostile pages cost no more per byte than others. */
export function readPage(html: string): Page {
  const draft = newDraft(html)
  walkMarkup(html, {
    text: (from, to) => addText(draft, from, to),
    open: (name, from, to) => openTag(draft, name, from, to),
    close: (name) => closeTag(draft, name),
    raw: (name, from, to) => {
      if (name === 'style') draft.hidden.learn(html.slice(from, to))
    },
  })
  return finished(draft)
}

/** A body that is no page, plain text for example: each line is a block. */
export function pageOfText(text: string): Page {
  const blocks = text
    .split('\n')
    .map((line): Block => ({ role: 'text', text: collapse(line) }))
    .filter((block) => block.text !== '')
  return { ...emptyPage, blocks, textLength: lengthOf(blocks) }
}

const emptyPage: Page = {
  blocks: [],
  textLength: 0,
  links: 0,
  fields: [],
  hasPassword: false,
  imageWords: [],
  language: null,
  refresh: null,
}

/** Not shown, or only shown instead of what a browser can do: never a page's own word. `option` waits behind a click. */
const unseen = new Set('noscript template svg object video audio canvas select textarea dialog datalist map'.split(' '))
const headings = new Set(['h1', 'h2', 'h3'])
const labels = new Set(['nav', 'header', 'footer', 'button', 'label', 'legend', 'a'])
/** Without an end tag of their own they end at the next such tag. */
const endless = new Set('p li dt dd td th tr'.split(' '))
const empty = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
/** Hidden until a script of the page shows it (against framing, or to avoid a flash of bare text): a reader sees it. */
const neverHidden = new Set(['html', 'body', 'head', 'title'])

/** Their attributes say something of the page. */
const telling = new Set(['html', 'img', 'meta', 'input'])
/** Inputs that nobody fills in. */
const unfilled = new Set(['hidden', 'submit', 'button', 'image', 'reset'])

const mostImages = 12
const mostFields = 200

/** The page so far, and where in it we are. */
interface Draft {
  readonly html: string
  readonly hidden: HiddenRules
  readonly blocks: Block[]
  readonly fields: string[]
  readonly imageWords: string[]
  /** How many of a name are open, of those that give a block its role. */
  readonly open: Map<string, number>
  /** Text of the block we are in. */
  pieces: string[]
  role: BlockRole | null
  links: number
  hasPassword: boolean
  language: string | null
  refresh: string | null
  /** Only the first title is the page's. */
  titled: boolean
  /** The hidden element we are in, and how many of its name are open. */
  within: { readonly name: string; depth: number } | null
}

function newDraft(html: string): Draft {
  return {
    html,
    hidden: hiddenRules(),
    blocks: [],
    fields: [],
    imageWords: [],
    open: new Map(),
    pieces: [],
    role: null,
    links: 0,
    hasPassword: false,
    language: null,
    refresh: null,
    titled: false,
    within: null,
  }
}

function finished(draft: Draft): Page {
  flush(draft)
  const { blocks, links, fields, hasPassword, imageWords, language, refresh } = draft
  const title = blocks.filter((block) => block.role === 'title')
  const body = blocks.filter((block) => block.role !== 'title')
  return { blocks: [...title, ...body], textLength: lengthOf(body), links, fields, hasPassword, imageWords, language, refresh }
}

function addText(draft: Draft, from: number, to: number): void {
  if (draft.within !== null || (isOpen(draft, 'title') && draft.titled)) return
  // White space between two links is part of neither.
  if (/\S/.test(draft.html.slice(from, Math.min(to, from + 200)))) draft.role = mixed(draft.role, roleNow(draft))
  pushText(draft.pieces, draft.html, from, to)
}

function openTag(draft: Draft, name: string, from: number, to: number): void {
  if (staysHidden(draft, name)) return
  if (!isInline(name)) flush(draft)
  if (hides(draft, name, from, to)) {
    if (!empty.has(name)) draft.within = { name, depth: 1 }
    return
  }
  readTag(draft, name, from, to)
  if (headings.has(name) || labels.has(name) || name === 'title') draft.open.set(name, (draft.open.get(name) ?? 0) + 1)
}

function closeTag(draft: Draft, name: string): void {
  const { within, open } = draft
  if (within !== null) {
    if (name === within.name) within.depth--
    if (within.depth === 0) draft.within = null
    return
  }
  if (!isInline(name)) flush(draft)
  if (name === 'title' && isOpen(draft, 'title')) draft.titled = true
  const count = open.get(name) ?? 0
  if (count > 0) open.set(name, count - 1)
}

/** Whether a tag stands inside of a hidden element; one that ends it by beginning anew does not. */
function staysHidden(draft: Draft, name: string): boolean {
  const { within } = draft
  if (within === null) return false
  if (name !== within.name) return true
  if (endless.has(name)) draft.within = null
  else within.depth++
  return draft.within !== null
}

function hides(draft: Draft, name: string, from: number, to: number): boolean {
  if (unseen.has(name)) {
    if (name === 'select' || name === 'textarea') draft.fields.push(...fieldOf(name, readAttributes(draft.html, from, to)))
    return true
  }
  // Most tags are bare, or say nothing of the kind: reading all their attributes took half of the time.
  if (to - from < 7 || neverHidden.has(name) || empty.has(name) || !draft.hidden.mayHide(draft.html.slice(from, to))) return false
  return draft.hidden.hides(readAttributes(draft.html, from, to))
}

/** What a visible tag adds to the page besides text. */
function readTag(draft: Draft, name: string, from: number, to: number): void {
  if (name === 'a') draft.links++
  if (!telling.has(name)) return
  const attributes = readAttributes(draft.html, from, to)
  if (name === 'html') draft.language = attributes.get('lang') ?? null
  if (name === 'img' && draft.imageWords.length < mostImages) draft.imageWords.push(wordsOfImage(attributes))
  if (name === 'meta') draft.refresh ??= refreshOf(attributes)
  if (name !== 'input' || draft.fields.length >= mostFields) return
  draft.fields.push(...fieldOf(name, attributes))
  if (attributes.get('type')?.toLowerCase() === 'password') draft.hasPassword = true
}

function wordsOfImage(attributes: ReadonlyMap<string, string>): string {
  const address = (attributes.get('src') ?? '').slice(0, 300)
  const file = address.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? ''
  return collapse(`${(attributes.get('alt') ?? '').slice(0, 300)} ${file.length > 60 ? '' : file.replace(/[._-]+/g, ' ')}`)
}

function refreshOf(attributes: ReadonlyMap<string, string>): string | null {
  if (attributes.get('http-equiv')?.toLowerCase() !== 'refresh') return null
  return /url\s{0,9}=\s{0,9}['"]?([^'"]+)/i.exec((attributes.get('content') ?? '').slice(0, 500))?.[1] ?? null
}

function fieldOf(name: string, attributes: ReadonlyMap<string, string>): readonly string[] {
  const type = name === 'input' ? (attributes.get('type') ?? 'text').toLowerCase() : name
  return unfilled.has(type) ? [] : [`${type}:${(attributes.get('name') ?? '').slice(0, 40).toWellFormed()}`]
}

function flush(draft: Draft): void {
  const text = draft.pieces.length === 0 ? '' : collapse(draft.pieces.join(''))
  if (text !== '') draft.blocks.push({ role: draft.role ?? 'text', text })
  draft.pieces = []
  draft.role = null
}

function isOpen({ open }: Draft, name: string): boolean {
  return (open.get(name) ?? 0) > 0
}

function roleNow(draft: Draft): BlockRole {
  if (isOpen(draft, 'title') && !draft.titled) return 'title'
  for (const name of headings) if (isOpen(draft, name)) return 'heading'
  for (const name of labels) if (isOpen(draft, name)) return 'label'
  return 'text'
}

function lengthOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.text.length + 1, 0)
}

/** A line that is only in part a link is text; a heading stays one, whatever is linked in it. */
function mixed(before: BlockRole | null, now: BlockRole): BlockRole {
  if (before === null || before === now) return now
  return before === 'heading' || now === 'heading' ? 'heading' : 'text'
}
