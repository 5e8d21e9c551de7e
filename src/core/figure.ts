import { canonicalJson } from './canonical.ts'
import { isoInstant } from './instant.ts'
import { endOf, type LogRecord } from './log.ts'
import type { Text } from './monitor.ts'
import type { OutageJson } from './outage-json.ts'
import { outageJson } from './outage-json.ts'
import type { Outage } from './outage.ts'
import { createReplay } from './replay.ts'
import { isRecord, objectsIn } from './rule-book.ts'

/** Version of the method whose rules these figures follow (docs/methodology.md). */
export const methodVersion = 1

/** A number that can be cited: what the method makes of a question and of the first `tree.size` records. It never changes. */
export interface Figure extends FigureContent {
  /** 13 characters of base32 of its content's SHA-256 (`figureId`): whoever changes it has another figure. */
  readonly id: string
}
export interface FigureContent {
  readonly format: 1
  readonly question: FigureQuestion
  /** When the last record of the tree ended, ISO 8601: nothing later is in it. */
  readonly asOf: string
  readonly tree: FigureTree
  readonly method: typeof methodVersion
  readonly result: OutageJson
  /** What was looked at, by the configuration then in force; null when the log holds none. */
  readonly subject: FigureSubject | null
  /** Versions of what measured: the texts of the newest `software` record, the tz database among them. */
  readonly software: Readonly<Record<string, string>> | null
  readonly licence: string | null
  /** The figure that answered the same question before; null for the first. */
  readonly replaces: { readonly id: string; readonly reason: FigureReason } | null
}
/** How long was this outage? In a later version: other questions. */
export interface FigureQuestion {
  readonly kind: 'outage'
  readonly outageId: string
  readonly monitorId: string
  /** IANA name of the zone in which people read it. */
  readonly timeZone: string
}
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
/** Why an earlier figure was replaced: the outage ended; it went on; later records changed what was known of it. */
export type FigureReason = 'ended' | 'went on' | 'corrected'

/** The id that a content has. `sha256`: bytes of the digest of a text's UTF-8; core holds no hash function of its own. */
export function figureId(content: FigureContent, sha256: (text: string) => Uint8Array): string {
  const digest = sha256(canonicalJson({ ...content, id: undefined }))
  const bits = digest.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n) >> BigInt(digest.length * 8 - idCharacters * 5)
  return Array.from({ length: idCharacters }, (_, place) => base32[Number((bits >> BigInt((idCharacters - 1 - place) * 5)) & 31n)]).join('')
}

/** A figure out of a record or a file; null where it has not even the shape. Whether it is true takes deriving it again. */
export function figureIn(value: unknown): Figure | null {
  return isFigure(value) ? value : null
}

function isFigure(value: unknown): value is Figure {
  if (!isRecord(value) || value['format'] !== 1 || typeof value['id'] !== 'string') return false
  const { question, result, replaces, tree } = value
  if (!isRecord(question) || question['kind'] !== 'outage' || !isRecord(result) || !(replaces === null || isRecord(replaces))) return false
  const texts = [question['monitorId'], question['outageId'], isRecord(result['onset']) ? result['onset']['by'] : null, value['asOf']]
  return texts.every((text) => typeof text === 'string') && isRecord(tree) && typeof tree['size'] === 'number'
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

export interface FigureBasis {
  readonly question: FigureQuestion
  readonly outage: Outage
  readonly tree: FigureTree
  /** The last record of the tree. */
  readonly last: LogRecord
  /** Bodies of `config` records before the end of the tree, oldest first, and of the newest `software` record. */
  readonly configs: readonly Readonly<Record<string, unknown>>[]
  readonly software: Readonly<Record<string, unknown>> | null
  readonly replaces: FigureContent['replaces']
}

export function figureFrom(basis: FigureBasis, sha256: (text: string) => Uint8Array): Figure {
  const { question, outage, tree, last, configs, software, replaces } = basis
  const content: FigureContent = {
    format: 1,
    question,
    asOf: isoInstant(endOf(last)),
    tree,
    method: methodVersion,
    result: { ...outageJson(outage), id: question.outageId },
    subject: subjectIn(configs, question.monitorId),
    software: software === null ? null : textIn(software),
    licence: licenceIn(configs.at(-1)),
    replaces,
  }
  return { id: figureId(content, sha256), ...content }
}

/** Of the newest configuration that has the monitor. */
function subjectIn(configs: FigureBasis['configs'], monitorId: string): FigureSubject | null {
  for (const config of configs.toReversed()) {
    for (const service of objectsIn(config['services'])) {
      const monitor = objectsIn(service['monitors']).find(({ id }) => id === monitorId)
      if (monitor === undefined) continue
      const [serviceId, url] = [service['id'], monitor['url']]
      if (typeof serviceId !== 'string' || typeof url !== 'string') return null
      return { serviceId, service: textIn(service['name']), monitor: textIn(monitor['name']), url }
    }
  }
  return null
}

function textIn(value: unknown): Text {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).flatMap(([language, text]) => (typeof text === 'string' ? [[language, text]] : [])))
}

function licenceIn(config: Readonly<Record<string, unknown>> | undefined): string | null {
  const site = config?.['site']
  const licence = isRecord(site) ? site['licence'] : null
  return typeof licence === 'string' ? licence : null
}
