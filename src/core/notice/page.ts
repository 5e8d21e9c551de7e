import { pushText, readAttributes, walkMarkup } from '../markup.ts'
import { isInline } from '../visible-text.ts'
import { collapse } from '../white-space.ts'
import { hiddenRules } from './hidden.ts'

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
  const draft = draftOf(html)
  walkMarkup(html, {
    text: draft.text,
    open: draft.open,
    close: draft.close,
    raw: (name, from, to) => {
      if (name === 'style') draft.hidden.learn(html.slice(from, to))
    },
  })
  return draft.finish()
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
/** Frames that only their own scripts take away hide the whole page from us; a reader sees it. */
const neverHidden = new Set(['html', 'body', 'head', 'title'])

const mostImages = 12
const mostFields = 200

function draftOf(html: string) {
  const hidden = hiddenRules()
  const blocks: Block[] = []
  const fields: string[] = []
  const imageWords: string[] = []
  const open = new Map<string, number>()
  let pieces: string[] = []
  let role: BlockRole | null = null
  let links = 0
  let hasPassword = false
  let language: string | null = null
  let refresh: string | null = null
  /** Name of the hidden element we are in, and how many of its name are open. */
  let within: { readonly name: string; depth: number } | null = null
  let titled = false

  const isOpen = (name: string): boolean => (open.get(name) ?? 0) > 0
  const flush = (): void => {
    const text = pieces.length === 0 ? '' : collapse(pieces.join(''))
    if (text !== '') blocks.push({ role: role ?? 'text', text })
    pieces = []
    role = null
  }
  const roleNow = (): BlockRole => {
    if (isOpen('title') && !titled) return 'title'
    for (const name of headings) if (isOpen(name)) return 'heading'
    for (const name of labels) if (isOpen(name)) return 'label'
    return 'text'
  }
  const addField = (name: string, attributes: ReadonlyMap<string, string>): void => {
    const type = name === 'input' ? (attributes.get('type') ?? 'text').toLowerCase() : name
    if (['hidden', 'submit', 'button', 'image', 'reset'].includes(type) || fields.length >= mostFields) return
    if (type === 'password') hasPassword = true
    fields.push(`${type}:${(attributes.get('name') ?? '').slice(0, 40)}`)
  }
  const seeTag = (name: string, from: number, to: number): void => {
    if (name === 'a') links++
    if (name === 'html') language = readAttributes(html, from, to).get('lang') ?? null
    if (name === 'img' && imageWords.length < mostImages) {
      const attributes = readAttributes(html, from, to)
      const file = (attributes.get('src') ?? '').slice(0, 300).split(/[?#]/, 1)[0]?.split('/').at(-1) ?? ''
      imageWords.push(collapse(`${(attributes.get('alt') ?? '').slice(0, 300)} ${file.length > 60 ? '' : file.replace(/[._-]+/g, ' ')}`))
    }
    if (name === 'input' || name === 'select' || name === 'textarea') addField(name, readAttributes(html, from, to))
    if (name === 'meta' && refresh === null) {
      const attributes = readAttributes(html, from, to)
      if (attributes.get('http-equiv')?.toLowerCase() === 'refresh')
        refresh = /url\s{0,9}=\s{0,9}['"]?([^'"]+)/i.exec((attributes.get('content') ?? '').slice(0, 500))?.[1] ?? null
    }
  }
  return { hidden, text, open: openTag, close: closeTag, finish }

  function text(from: number, to: number): void {
    if (within !== null || (isOpen('title') && titled)) return
    if (/\S/.test(html.slice(from, Math.min(to, from + 200)))) role = mixed(role, roleNow())
    pushText(pieces, html, from, to)
  }

  function openTag(name: string, from: number, to: number): void {
    if (within !== null) {
      if (name === within.name) {
        if (!endless.has(name)) within.depth++
        else within = null
      }
      if (within !== null) return
    }
    if (!isInline(name)) flush()
    if (hides(name, from, to)) {
      if (!empty.has(name)) within = { name, depth: 1 }
      return
    }
    seeTag(name, from, to)
    if (headings.has(name) || labels.has(name) || name === 'title') open.set(name, (open.get(name) ?? 0) + 1)
  }

  function hides(name: string, from: number, to: number): boolean {
    if (unseen.has(name)) {
      if (name === 'select' || name === 'textarea') addField(name, readAttributes(html, from, to))
      return true
    }
    // Half of all tags are bare, and a class or a style is what hides the others.
    if (to - from < 7 || neverHidden.has(name) || empty.has(name)) return false
    return hidden.hides(readAttributes(html, from, to))
  }

  function closeTag(name: string): void {
    if (within !== null) {
      if (name === within.name && --within.depth === 0) within = null
      return
    }
    if (!isInline(name)) flush()
    if (name === 'title' && isOpen('title')) titled = true
    const count = open.get(name)
    if (count !== undefined && count > 0) open.set(name, count - 1)
  }

  function finish(): Page {
    flush()
    const title = blocks.filter((block) => block.role === 'title')
    const body = blocks.filter((block) => block.role !== 'title')
    return { blocks: [...title, ...body], textLength: lengthOf(body), links, fields, hasPassword, imageWords, language, refresh }
  }
}

function lengthOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.text.length + 1, 0)
}

/** A line that is only in part a link is text; a heading stays one, whatever is linked in it. */
function mixed(before: BlockRole | null, now: BlockRole): BlockRole {
  if (before === null || before === now) return now
  return before === 'heading' || now === 'heading' ? 'heading' : 'text'
}
