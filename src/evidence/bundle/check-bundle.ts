import { canonicalJson } from '../../core/canonical.ts'
import { roundBook } from '../../core/effective.ts'
import { figureId, figureIn, type FigureOfOutage, isOfOutage, outageAmong } from '../../core/figure.ts'
import { endOf, type Entry, type LogRecord } from '../../core/log.ts'
import { parseInstant } from '../../core/instant.ts'
import { outageId } from '../../core/outage-id.ts'
import { currentId, emptyRuleBook, isRecord, withConfig } from '../../core/rule-book.ts'
import { toBase64 } from '../base64.ts'
import { openCheckpoint, type SignedCheckpoint } from '../checkpoint.ts'
import { EvidenceError } from '../evidence-error.ts'
import { sha256 } from '../hash.ts'
import { parseVerifierKey } from '../note-key.ts'
import { parseToken } from '../timestamp-token.ts'
import { bundleNames } from './bundle-names.ts'
import { type BundleFiles, fileIn, recordsOf } from './bundle-records.ts'
import { checkCaptures, type CheckedCaptures } from './check-captures.ts'
import { observationsHead, observationsRow } from './observations.ts'
import { figureOver } from './outage-figure.ts'

/** What a sound bundle says, and what that rests on. */
export interface CheckedBundle {
  readonly figure: FigureOfOutage
  readonly checkpoint: SignedCheckpoint
  readonly records: number
  readonly looks: number
  /** When authorities say that the checkpoint existed, and an earlier one that all records came after; UTC ms. */
  readonly existedAt: readonly number[]
  readonly notFinishedBefore: number | null
  readonly exchanges: CheckedCaptures
}

/**
 * Checks a bundle as its own verify.sh does, and the method by the code that measures. `keys`: verifier keys from elsewhere; null: the
 * bundle's own. Certificates of authorities are left to openssl. Throws EvidenceError that names the first bad thing.
 */
export function checkBundle(files: BundleFiles, keys: readonly string[] | null): CheckedBundle {
  checkSums(files)
  const texts = keys ?? textOf(files, bundleNames.key).split('\n').filter(Boolean)
  const checkpointFile = fileIn(files, bundleNames.checkpoint)
  const checkpoint = named(bundleNames.checkpoint, () => openCheckpoint(checkpointFile, texts.map(parseVerifierKey)))
  const existedAt = stampsIn(files, bundleNames.tokens, checkpointFile)
  const [notFinishedBefore = null] = stampsIn(files, bundleNames.before, files.get(`${bundleNames.before}checkpoint`))
  const records = recordsOf(files, checkpoint)
  const figure = figureOf(files)
  checkFigure(figure, records, checkpoint)
  const book = entriesOf(records, 'config').reduce((known, { body }) => withConfig(known, body), emptyRuleBook)
  const isOwn = (monitorId: string): boolean => currentId(book, monitorId) === figure.question.monitorId
  const looks = checkTable(files, figure, records, isOwn)
  const exchanges = checkCaptures(files, records, isOwn)
  return { figure, checkpoint, records: records.length, looks, existedAt, notFinishedBefore, exchanges }
}

function checkSums(files: BundleFiles): void {
  const lines = textOf(files, bundleNames.sums).split('\n')
  if (lines.pop() !== '') throw new EvidenceError(`${bundleNames.sums}: cut short`)
  const sums = new Map<string, string>()
  for (const line of lines) {
    const [, sum = '', name = ''] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? []
    if (name === '') throw new EvidenceError(`${bundleNames.sums}: not a sum and a name: ${line.slice(0, 80)}`)
    sums.set(name, sum)
  }
  for (const [name, sum] of sums) {
    if (sha256(fileIn(files, name)).toString('hex') !== sum) throw new EvidenceError(`${name}: not the file that was packed (SHA256SUMS)`)
  }
  for (const name of files.keys()) {
    if (name !== bundleNames.sums && !sums.has(name)) throw new EvidenceError(`${name}: not among the files that were packed`)
  }
}

/** Times of the tokens below a folder, each over the same file. */
function stampsIn(files: BundleFiles, folder: string, stamped: Uint8Array | undefined): readonly number[] {
  return [...files].flatMap(([name, der]) => {
    if (!name.startsWith(folder) || !name.endsWith('.tst')) return []
    if (name !== `${folder}${sha256(der).toString('hex')}.tst`) throw new EvidenceError(`${name}: not the token of that name`)
    const token = named(name, () => parseToken(der))
    if (stamped === undefined || !sha256(stamped).equals(token.digest))
      throw new EvidenceError(`${name}: not over the checkpoint beside it`)
    return [token.genAt]
  })
}

function figureOf(files: BundleFiles): FigureOfOutage {
  const text = textOf(files, bundleNames.figure)
  const value = figureIn(named(bundleNames.figure, (): unknown => JSON.parse(text)))
  if (value === null || !isOfOutage(value) || `${canonicalJson(value)}\n` !== text)
    throw new EvidenceError(`${bundleNames.figure}: not a figure in its one form (RFC 8785, format 1)`)
  if (figureId(value, (content) => sha256(Buffer.from(content))) !== value.id)
    throw new EvidenceError(`${bundleNames.figure}: it was changed: its id is not that of its content`)
  return value
}

function checkFigure(figure: FigureOfOutage, records: readonly LogRecord[], checkpoint: SignedCheckpoint): void {
  const last = records.at(-1)
  if (last === undefined) throw new EvidenceError(`${bundleNames.records}: holds no record`)
  const { outageId: id, monitorId } = figure.question
  const { by } = figure.result.onset
  const onsetBy = parseInstant(by) ?? Number.NaN
  const found = outageAmong(records, { monitorId, onsetBy }, endOf(last))
  if (found === null) throw new EvidenceError(`${bundleNames.figure}: the records show no outage of ${monitorId} that began by ${by}`)
  const series = found.id.slice(0, found.id.lastIndexOf('-'))
  if (![null, onsetBy].some((before) => outageId(series, onsetBy, before) === id))
    throw new EvidenceError(`${bundleNames.figure}: ${id} is not the id of an outage that began by ${by}`)
  const quoted = { configs: entriesOf(records, 'config'), software: entriesOf(records, 'software').at(-1) ?? null, last }
  const tree = { origin: checkpoint.origin, size: checkpoint.size, root: toBase64(checkpoint.root) }
  const again = figureOver(quoted, { outageId: id, monitorId }, found, tree, figure.replaces)
  const difference = firstDifference(figure, again)
  if (difference !== null) throw new EvidenceError(`${bundleNames.figure}: ${difference}`)
}

function entriesOf(records: readonly LogRecord[], kind: Entry['kind']): readonly Entry[] {
  return records.flatMap((record) => (record.type === 'entry' && record.entry.kind === kind ? [record.entry] : []))
}

/** Where two values of JSON differ first, by key; null when they do not. */
function firstDifference(said: unknown, derived: unknown, path = ''): string | null {
  if (canonicalJson(said ?? null) === canonicalJson(derived ?? null)) return null
  if (!isRecord(said) || !isRecord(derived)) return `${path} is ${JSON.stringify(said)}, and the records give ${JSON.stringify(derived)}`
  const keys = [...new Set([...Object.keys(derived), ...Object.keys(said)])]
  for (const key of keys) {
    const difference = firstDifference(said[key], derived[key], path === '' ? key : `${path}.${key}`)
    if (difference !== null) return difference
  }
  return `${path} has other keys than the records give`
}

/** The number of looks in the table, which must be what the records say. */
function checkTable(
  files: BundleFiles,
  figure: FigureOfOutage,
  records: readonly LogRecord[],
  isOwn: (monitorId: string) => boolean,
): number {
  const rounds = roundBook(records.flatMap((record) => (record.type === 'control' ? [record.round] : [])))
  const asOf = parseInstant(figure.asOf) ?? 0
  const looks = records.flatMap((record) => {
    if (record.type !== 'observation' || !isOwn(record.observation.monitorId)) return []
    return [{ ...record.observation, seq: record.seq }]
  })
  const rows = [observationsHead, ...looks.map((look) => observationsRow(look, rounds, asOf)), '']
  const said = textOf(files, bundleNames.observations).split(/(?<=\n)/)
  if (said.at(-1)?.endsWith('\n') === true) said.push('')
  const wrong = rows.findIndex((row, line) => said[line] !== row)
  if (wrong >= 0) throw new EvidenceError(`${bundleNames.observations}: line ${wrong + 1} is not what the records say`)
  if (said.length > rows.length) throw new EvidenceError(`${bundleNames.observations}: line ${rows.length} belongs to no record`)
  return looks.length
}

function textOf(files: BundleFiles, name: string): string {
  return named(name, () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileIn(files, name)))
}

/** Says which file it was about. */
function named<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new EvidenceError(message.startsWith(`${name}:`) ? message : `${name}: ${message}`, { cause })
  }
}
