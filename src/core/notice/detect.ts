import type { Page } from './page.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import type { Meaning, NoticeKind, Role } from './vocabulary.ts'
import { round, type Statement, statementOf } from './weigh.ts'

/** Something that spoke for or against a notice, with its weight. */
export interface Reason {
  /** One of a closed list: branch on it, not on the detail. */
  readonly code: ReasonCode
  /** For people, in English; quotes the page where it matters. */
  readonly detail: string
  /** Above zero it speaks for a notice, below against it. */
  readonly points: number
}

export type ReasonCode =
  | 'notice_statement'
  | 'notice_second_statement'
  | 'notice_title'
  | 'notice_heading'
  | 'notice_only'
  | 'notice_first'
  | 'notice_return'
  | 'notice_apology'
  | 'notice_address'
  | 'notice_retry_after'
  | 'other_host'
  | 'other_text'
  | 'reported'
  | 'working_links'
  | 'working_form'

/** The sentence that says it, as it is written. */
export interface Passage {
  readonly text: string
  /** BCP 47. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
}

/** How the page came, besides its text. */
export interface Arrival {
  /** Where the look was sent, or null. */
  readonly requestedUrl: string | null
  /** Where redirects ended, or null. */
  readonly finalUrl: string | null
  readonly retryAfter: boolean
}

/** The notice test of one page. */
export interface Notice {
  /** null where nothing on the page says that a service is out. */
  readonly kind: NoticeKind | null
  /** Sum of the reasons' points, never below 0. */
  readonly points: number
  readonly reasons: readonly Reason[]
  readonly passage: Passage | null
}

/** From here on a page is a notice where a template says that it is not the healthy page. */
export const noticePoints = 3.5
/** From here on a page is a notice by its words alone. */
export const noticePointsAlone = 5

/**
 * Whether a page is a notice instead of a service: what it states, in six languages, weighed with where it stands, what else supports it, and how
 * much else is on the page. Points were fitted on labelled pages; docs/notices.md tells how well they do.
 */
export function detectNotice(page: Page, arrival: Arrival): Notice {
  const sentences = sentencesOf(page)
  const statements = sentences
    .map(statementOf)
    .filter((statement) => statement !== null)
    .toSorted((a, b) => b.points - a.points)
  const [first] = statements
  if (first === undefined) return { kind: null, points: 0, reasons: [], passage: null }
  const reasons = [
    ...reasonsOfStatements(page, first, statements),
    ...reasonsOfSupport(first, sentences),
    ...reasonsOfArrival(page, arrival),
    ...reasonsAgainst(page, first, sentences),
  ]
  const points = Math.max(0, round(reasons.reduce((sum, reason) => sum + reason.points, 0)))
  return { kind: first.kind, points, reasons, passage: passageOf(first, statements) }
}

function reasonsOfStatements(page: Page, first: Statement, statements: readonly Statement[]): readonly Reason[] {
  const reasons: Reason[] = [
    {
      code: 'notice_statement',
      detail: `${first.kind} (${first.vocabulary.language}): "${shown(first.sentence.text)}"`,
      points: first.points,
    },
  ]
  const second = statements.find(({ sentence }) => sentence.text !== first.sentence.text)
  if (second !== undefined)
    reasons.push({ code: 'notice_second_statement', detail: `"${shown(second.sentence.text)}"`, points: round(second.points * 0.3) })
  const inRole = (role: Sentence['role']) => statements.find(({ sentence, points }) => sentence.role === role && points > 3.5)
  const title = inRole('title')
  if (title !== undefined) reasons.push({ code: 'notice_title', detail: `title "${shown(title.sentence.text)}"`, points: 1.5 })
  const heading = inRole('heading')
  if (heading !== undefined) reasons.push({ code: 'notice_heading', detail: `heading "${shown(heading.sentence.text)}"`, points: 1 })
  if (first.sentence.role === 'title' && page.textLength <= silentCharacters)
    reasons.push({ code: 'notice_only', detail: 'the title is all it says', points: 1.5 })
  if (first.sentence.role !== 'title' && first.sentence.offset <= 200)
    reasons.push({ code: 'notice_first', detail: 'among the first words of the page', points: 0.5 })
  return reasons
}

/** A logo's text at most. */
const silentCharacters = 40

function reasonsOfSupport(first: Statement, sentences: readonly Sentence[]): readonly Reason[] {
  const sure = sentences.filter(({ found }) => !found.some(({ tag: { role } }) => role === 'doubt'))
  const saying = (role: Role) => sure.find(({ found }) => found.some((one) => one.tag.role === role))
  // What is all the statement there is does not support itself.
  const later = first.onlyReturn ? undefined : saying('later')
  const sorry = saying('sorry')
  return [
    ...(later === undefined ? [] : [{ code: 'notice_return' as const, detail: `"${shown(later.text)}"`, points: 1.25 }]),
    ...(sorry === undefined ? [] : [{ code: 'notice_apology' as const, detail: `"${shown(sorry.text)}"`, points: 1.25 }]),
  ]
}

const noticeAddress =
  /maintenance|suspend|unavailable|indispo|out-?of-?(?:service|order)|\/(?:down|offline|sorry|closed|travaux|wartung|mantenimiento|manutencao)\b|parking|expired/i

function reasonsOfArrival(page: Page, { requestedUrl, finalUrl, retryAfter }: Arrival): readonly Reason[] {
  const reasons: Reason[] = []
  const addresses = [finalUrl, page.refresh].filter((url) => url !== null && url !== requestedUrl)
  const telling = addresses.find((url) => url !== null && noticeAddress.test(url.slice(0, 500)))
  if (telling) reasons.push({ code: 'notice_address', detail: `leads to ${shown(telling)}`, points: 2.5 })
  const [from, to] = [siteOf(requestedUrl), siteOf(finalUrl)]
  if (from !== null && to !== null && from !== to) reasons.push({ code: 'other_host', detail: `ended on ${to}, not ${from}`, points: 1 })
  if (retryAfter) reasons.push({ code: 'notice_retry_after', detail: 'header Retry-After', points: 1.5 })
  return reasons
}

/** The last two labels of the host: enough to tell `www` from another site. Two sites below one `gov.ma` or `co.uk` count as one. */
function siteOf(url: string | null): string | null {
  const host = url === null ? null : URL.parse(url)?.hostname
  return host ? host.split('.').slice(-2).join('.') : null
}

function reasonsAgainst(page: Page, first: Statement, sentences: readonly Sentence[]): readonly Reason[] {
  const reasons: Reason[] = []
  const other = otherCharacters(page, sentences)
  if (other > freeCharacters) {
    const share = ['title', 'heading'].includes(first.sentence.role) && explained.has(first.kind) ? 0.5 : 1
    const points = -round(share * otherTextPoints * Math.log2(other / freeCharacters))
    reasons.push({ code: 'other_text', detail: `${other} characters that say something else`, points })
  }
  const hedged = sentences.filter(({ found }) => hasRole(found, ['doubt']) && hasRole(found, ['out', 'suspended', 'work', 'notice'])).length
  if (hedged > 0) reasons.push({ code: 'reported', detail: `${hedged} sentences report, plan or suppose it`, points: -Math.min(3, hedged) })
  if (page.links > 15) reasons.push({ code: 'working_links', detail: `${page.links} links`, points: -round(Math.min(3, page.links / 30)) })
  if (page.hasPassword && first.kind !== 'account') reasons.push({ code: 'working_form', detail: 'a form asks for a password', points: -2 })
  return reasons
}

/** Characters of the body that say something else. Menus and links count half: notices are shown in a site's frame, but not among its prose. */
function otherCharacters(page: Page, sentences: readonly Sentence[]): number {
  const labels = page.blocks.filter(({ role }) => role === 'label').reduce((sum, { text }) => sum + text.length + 1, 0)
  const told = new Map(sentences.filter(({ role, found }) => role !== 'title' && isTold(found)).map(({ text, role }) => [text, role]))
  const spoken = [...told].reduce((sum, [text, role]) => sum + (text.length + 1) * (role === 'label' ? labelShare : 1), 0)
  return Math.max(0, Math.round(page.textLength - labels * (1 - labelShare) - spoken))
}

const labelShare = 0.5

/** Said of the notice's matter, and not as a report or a condition. */
function isTold(found: Sentence['found']): boolean {
  return found.some(({ tag: { role } }) => role !== 'subjects' && role !== 'doubt') && !hasRole(found, ['doubt'])
}

function hasRole(found: Sentence['found'], roles: readonly Meaning['role'][]): boolean {
  return found.some(({ tag }) => roles.includes(tag.role))
}

/** A notice may bring a logo's text, an address and a telephone number. */
const freeCharacters = 250
/** For each doubling of what else the page says. */
const otherTextPoints = 1.75
/** Pages of hosting companies and web servers say what they are in the title or a heading, and then explain at length what their owner should do. */
const explained: ReadonlySet<NoticeKind> = new Set(['account', 'parked', 'default'])

/** What the page says at most length: a sentence of its text, where there is one beside a title or a heading. */
function passageOf(first: Statement, statements: readonly Statement[]): Passage {
  const body = statements.find(({ sentence, points }) => sentence.role === 'text' && points >= quotedPoints)
  const { sentence, vocabulary } = body ?? first
  // A long text may have been cut inside a character.
  return { text: sentence.text.toWellFormed(), language: vocabulary.language, direction: vocabulary.direction }
}

/** Less than that may be about anything. */
const quotedPoints = 3.5

function shown(text: string): string {
  const characters = Array.from(text.slice(0, 300))
  return characters.length <= 120 ? text.toWellFormed() : `${characters.slice(0, 119).join('')}…`
}
