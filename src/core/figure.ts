import { canonicalJson } from './canonical.ts'
import type { Entry, LogRecord } from './log.ts'
import type { Text } from './monitor.ts'
import type { OutageJson } from './outage-json.ts'
import type { Outage } from './outage.ts'
import type { PeriodResult } from './period.ts'
import { createReplay } from './replay.ts'
import { isRecord } from './rule-book.ts'

/** Version of the method whose rules these figures follow (docs/methodology.md). */
export const methodVersion = 1

/** A number that can be cited: what the method makes of a question and of the first `tree.size` records. It never changes. */
export type Figure = FigureOfOutage | FigureOfPeriod
export interface FigureOfOutage extends FigureBasics {
  readonly question: OutageQuestion
  readonly result: OutageJson
  /** What was looked at, by the configuration then in force; null when the log holds none. */
  readonly subject: FigureSubject | null
}
export interface FigureOfPeriod extends FigureBasics {
  readonly question: PeriodQuestion
  readonly result: PeriodResult
  /** The same of every monitor that was asked about; null when the log does not name all of them. */
  readonly subject: PeriodSubject | null
}
/** What every figure says, whatever was asked. */
export interface FigureBasics {
  /** 13 characters of base32 of its content's SHA-256 (`figureId`): whoever changes it has another figure. */
  readonly id: string
  readonly format: 1
  /** When the last record of the tree ended, ISO 8601: nothing later is in it. */
  readonly asOf: string
  readonly tree: FigureTree
  readonly method: typeof methodVersion
  /** Versions of what measured: the texts of the newest `software` record, the tz database among them. */
  readonly software: Readonly<Record<string, string>> | null
  readonly licence: string | null
  /** The figure that answered the same question before; null for the first. */
  readonly replaces: { readonly id: string; readonly reason: FigureReason } | null
}
export type FigureQuestion = OutageQuestion | PeriodQuestion
/** How long was this outage? */
export interface OutageQuestion {
  readonly kind: 'outage'
  readonly outageId: string
  readonly monitorId: string
  /** IANA name of the zone in which people read it. */
  readonly timeZone: string
}
/** How available was this monitor, or each monitor of this service, in this time (R9)? */
export interface PeriodQuestion {
  readonly kind: 'period'
  /** null: one monitor was asked about, not its service. */
  readonly serviceId: string | null
  /** A service's, as it was configured when somebody asked. */
  readonly monitorIds: readonly string[]
  /** ISO 8601; `to` is exclusive and may lie ahead. */
  readonly from: string
  readonly to: string
  readonly timeZone: string
}
/** What a figure is to be minted of, if one is due. */
export type FigureWish = { readonly outageId: string } | { readonly question: PeriodQuestion }

export interface FigureTree {
  readonly origin: string
  readonly size: number
  /** Base64. */
  readonly root: string
}
export interface FigureSubject {
  readonly serviceId: string
  readonly service: Text
  readonly monitor: Text
  readonly url: string
}
export interface PeriodSubject {
  readonly serviceId: string
  readonly service: Text
  readonly monitors: readonly { readonly monitorId: string; readonly monitor: Text; readonly url: string }[]
}
/** Why an earlier figure was replaced: the outage or the period ended; it went on; later records changed what was known of it. */
export type FigureReason = 'ended' | 'went on' | 'corrected'

/** The id that a content has. `sha256`: bytes of the digest of a text's UTF-8; core holds no hash function of its own. */
export function figureId(content: Omit<FigureBasics, 'id'>, sha256: (text: string) => Uint8Array): string {
  const digest = sha256(canonicalJson({ ...content, id: undefined }))
  const bits = digest.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n) >> BigInt(digest.length * 8 - idCharacters * 5)
  return Array.from({ length: idCharacters }, (_, place) => base32[Number((bits >> BigInt((idCharacters - 1 - place) * 5)) & 31n)]).join('')
}

/** A figure out of a record or a file; null where it has not even the shape. Whether it is true takes deriving it again. */
export function figureIn(value: unknown): Figure | null {
  return isOutageShaped(value) || isPeriodShaped(value) ? value : null
}

export function isOfOutage(figure: Figure): figure is FigureOfOutage {
  return figure.question.kind === 'outage'
}

export function isOfPeriod(figure: Figure): figure is FigureOfPeriod {
  return figure.question.kind === 'period'
}

/** The same for questions that only another figure of the same line answers. */
export function questionKey(question: FigureQuestion): string {
  return question.kind === 'outage' ? outageKey(question.outageId) : `period ${canonicalJson(question)}`
}

/** The same for wishes that one figure fulfils. */
export function wishKey(wish: FigureWish): string {
  return 'question' in wish ? questionKey(wish.question) : outageKey(wish.outageId)
}

function outageKey(outageId: string): string {
  return `outage ${outageId}`
}

function isOutageShaped(value: unknown): value is FigureOfOutage {
  if (!hasBasics(value)) return false
  const { question, result } = value
  if (!isRecord(question) || question['kind'] !== 'outage' || !isRecord(result)) return false
  return areTexts([question['monitorId'], question['outageId'], isRecord(result['onset']) ? result['onset']['by'] : null])
}

function isPeriodShaped(value: unknown): value is FigureOfPeriod {
  if (!hasBasics(value)) return false
  const { question, result } = value
  if (!isRecord(question) || question['kind'] !== 'period' || !isRecord(result) || !Array.isArray(result['monitors'])) return false
  const ids = question['monitorIds']
  return Array.isArray(ids) && areTexts([...ids, question['from'], question['to'], result['from'], result['to']])
}

function hasBasics(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value) || value['format'] !== 1) return false
  const { id, asOf, tree, replaces } = value
  return areTexts([id, asOf]) && isRecord(tree) && typeof tree['size'] === 'number' && (replaces === null || isRecord(replaces))
}

function areTexts(values: readonly unknown[]): boolean {
  return values.every((text) => typeof text === 'string')
}

export function isFigureId(text: string): boolean {
  return new RegExp(`^[a-z2-7]{${idCharacters}}$`).test(text)
}

const idCharacters = 13
/** RFC 4648 section 6, in lower case. */
const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** What the records say of an outage that began by `onsetBy`; null when they do not show it. Records come by seq; `asOf` UTC ms. */
export function outageAmong(
  records: Iterable<LogRecord>,
  wanted: { readonly monitorId: string; readonly onsetBy: number },
  asOf: number,
): Outage | null {
  const replay = createReplay()
  let found: Outage | null = null
  const follow = (page: readonly LogRecord[], at: number | null): void => {
    const changes = replay.step(page, at)
    replay.accept(changes)
    found = changes.outages.findLast(({ monitorId, onset }) => monitorId === wanted.monitorId && onset.by === wanted.onsetBy) ?? found
  }
  let page: LogRecord[] = []
  for (const record of records) {
    page.push(record)
    if (page.length < pageRecords) continue
    follow(page, null)
    page = []
  }
  follow(page, null)
  follow([], asOf)
  return found
}

const pageRecords = 2_000

/** The record of a figure. */
export function figureEntry(figure: Figure, at: number): Entry {
  return { kind: 'figure', at, body: { ...figure } }
}
