import { X509Certificate } from 'node:crypto'
import type { CapturedLookup } from '../../core/capture.ts'
import { type FoundPiece, findFolded } from '../../core/find-folded.ts'
import { type DiffPart, lineDiff } from '../../core/line-diff.ts'
import { readReasons } from '../../core/notice/recorded.ts'
import type { Outage } from '../../core/outage.ts'
import type { PublicMonitor } from '../../core/public-config.ts'
import type { CaptureManifest } from '../../evidence/capture-manifest.ts'
import { EvidenceError } from '../../evidence/evidence-error.ts'
import { outageCaptures } from '../../evidence/outage-captures.ts'
import type { CaptureRow } from '../../store/store.ts'
import type { Web } from '../context.ts'

/** What an outage looked like: its first kept failure beside the newest healthy page before it. */
export interface SeenModel {
  readonly row: CaptureRow
  readonly reference: CaptureRow | null
  readonly statusLine: string | null
  /** Names and values in the order they came; `broken`: a rule about it does not hold. */
  readonly headers: readonly { readonly name: string; readonly value: string; readonly broken: boolean }[]
  readonly text:
    | { readonly kind: 'none' | 'erased' }
    | { readonly kind: 'lines'; readonly lines: readonly (readonly FoundPiece[])[]; readonly total: number }
  readonly certificate: ReadCertificate | null
  readonly lookups: readonly CapturedLookup[]
  /** Null when one of the texts is not there. */
  readonly difference: readonly DiffPart[] | null
}

export interface ReadCertificate {
  readonly subject: string
  readonly issuer: string
  /** UTC ms. */
  readonly notBefore: number
  readonly notAfter: number
  readonly sha256: string
}

// A page is read, not downloaded: the file has the rest.
const linesShown = 80
const lineLength = 600
const headersShown = 60

/** Null when nothing of the outage was kept, or what was kept cannot be read (logged). */
export async function seenModel(web: Web, outage: Outage, monitor: PublicMonitor | null): Promise<SeenModel | null> {
  const { reference, own } = outageCaptures(web.reader, outage, web.clock.now())
  const row = own.find(({ outcome }) => outcome === 'down')
  if (row === undefined) return null
  const healthy = own.findLast(({ outcome, at }) => outcome === 'up' && at < row.at) ?? reference
  try {
    const manifest = await web.captures.manifest(row.sha256)
    return manifest === null ? null : await modelOf(web, { row, reference: healthy, manifest, monitor })
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    web.log.error({ err: error, outageId: outage.id }, 'a capture cannot be read')
    return null
  }
}

interface Found {
  readonly row: CaptureRow
  readonly reference: CaptureRow | null
  readonly manifest: CaptureManifest
  readonly monitor: PublicMonitor | null
}

async function modelOf(web: Web, { row, reference, manifest, monitor }: Found): Promise<SeenModel> {
  const hop = manifest.hops.at(-1)
  const [statusLine = '', ...fields] = (hop?.response?.head ?? '').split(/\r?\n/)
  const broken = brokenRules(web, row, monitor)
  const text = await linesOf(web, manifest)
  const before = reference === null ? null : await web.captures.manifest(reference.sha256)
  const healthy = before === null ? null : await linesOf(web, before)
  const leaf = hop?.chain[0] === undefined ? null : await web.captures.bytes(hop.chain[0])
  return {
    row,
    reference,
    statusLine: statusLine === '' ? null : statusLine.slice(0, lineLength),
    headers: fields
      .filter((field) => field !== '')
      .slice(0, headersShown)
      .map((field) => headerOf(field, broken.headers)),
    text: shownText(text, manifest, broken.texts),
    certificate: leaf === null ? null : readCertificate(leaf),
    lookups: manifest.lookups,
    difference: text === null || healthy === null ? null : lineDiff(healthy.map(shortened), text.map(shortened)),
  }
}

/** The passage of a notice, and what the look's broken rules are about, if the expectation is still the one that it was judged by. */
function brokenRules(
  { reader }: Pick<Web, 'reader'>,
  row: CaptureRow,
  monitor: PublicMonitor | null,
): { readonly texts: readonly string[]; readonly headers: ReadonlySet<string> } {
  const looks = monitor === null ? [] : [...reader.looks(monitor.id, { from: row.at, to: row.at + 1 })]
  const look = looks.find(({ boot, counter }) => boot === row.boot && counter === row.counter)
  const passage = look === undefined ? null : readReasons(look.reasons).passage
  const said = passage === null ? [] : [passage.text.replace(/…$/, '')]
  if (monitor === null || look === undefined || look.configHash !== monitor.configHash) return { texts: said, headers: new Set() }
  const texts = look.rules.flatMap((rule) => {
    const place = /^excludes\[(\d+)\]$/.exec(rule)?.[1]
    const found = place === undefined ? undefined : monitor.expect.excludes[Number(place)]
    return found === undefined ? [] : [found]
  })
  return {
    texts: [...said, ...texts],
    headers: new Set(look.rules.filter((rule) => rule.startsWith('header.')).map((rule) => rule.slice('header.'.length))),
  }
}

async function linesOf(web: Web, { text }: CaptureManifest): Promise<readonly string[] | null> {
  const bytes = text === null ? null : await web.captures.bytes(text.sha256)
  return bytes === null ? null : Buffer.from(bytes).toString('utf8').split('\n')
}

function shownText(lines: readonly string[] | null, { text }: CaptureManifest, texts: readonly string[]): SeenModel['text'] {
  if (lines === null) return { kind: text === null ? 'none' : 'erased' }
  const shown = lines.slice(0, linesShown).map((line) => findFolded(shortened(line), texts))
  return { kind: 'lines', lines: shown, total: lines.length }
}

function headerOf(field: string, broken: ReadonlySet<string>): SeenModel['headers'][number] {
  const colon = field.indexOf(':')
  const name = colon < 0 ? '' : field.slice(0, colon)
  return { name, value: shortened(field.slice(colon + 1).trim()), broken: broken.has(name.toLowerCase()) }
}

function shortened(line: string): string {
  return line.length <= lineLength ? line : `${line.slice(0, lineLength).toWellFormed()}…`
}

/** Node writes a distinguished name with a part on each line. */
function oneLine(name: string): string {
  return name.split('\n').join(', ')
}

function readCertificate(der: Uint8Array): ReadCertificate | null {
  try {
    const { subject, issuer, validFromDate, validToDate, fingerprint256 } = new X509Certificate(der)
    return {
      subject: oneLine(subject),
      issuer: oneLine(issuer),
      notBefore: validFromDate.getTime(),
      notAfter: validToDate.getTime(),
      sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
    }
  } catch {
    // What a server presents may be no certificate at all; the file holds its bytes.
    return null
  }
}
