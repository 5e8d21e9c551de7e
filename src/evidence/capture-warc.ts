import { isIP } from 'node:net'
import { canonicalJson } from '../core/canonical.ts'
import { bodyCapBytes, type Capture, type CapturedHop, type CapturedLookup, type CapturedResponse } from '../core/capture.ts'
import { maskedRequest, uri } from './capture.ts'
import { warcDigest, warcFields, warcId, type WarcRecord, warcRecord } from './warc.ts'

/** Who wrote the file. */
export interface WarcMaker {
  /** `vigie/1.0.0` */
  readonly software: string
  /** Name and address of the publisher; null when the site has none. */
  readonly operator: string | null
}

/** A capture as a WARC 1.1 file, one gzip member per record; the same capture makes the same file. */
export function captureWarc(capture: Capture, maker: WarcMaker): Uint8Array {
  return Buffer.concat(captureRecords(capture, maker).map(warcRecord))
}

/** Its records: warcinfo, DNS answers, then per hop request, response, certificates and how it went, and at last the controls. */
export function captureRecords(capture: Capture, maker: WarcMaker): readonly WarcRecord[] {
  const idOf: Naming = (...part) => warcId(['vigie', capture.vantageId, capture.boot, capture.counter, ...part])
  const [first] = capture.hops
  const { monitorId: monitor, vantageId: vantage, boot, counter } = capture
  const about = first === undefined ? [] : [['WARC-Target-URI', uri(first.url)] as const]
  const look = metadata(idOf('look'), capture.at, about, { at: capture.at, boot, counter, monitor, vantage })
  const { controls } = capture
  return [
    warcinfo(capture, maker, idOf('info')),
    look,
    ...capture.lookups.map((lookup, place) => lookupRecord(lookup, idOf('lookup', place))),
    ...capture.hops.flatMap((hop, place) => hopRecords(hop, place, idOf)),
    ...(controls === null ? [] : [metadata(idOf('controls'), controls.at, [...about, ['WARC-Concurrent-To', `<${look.id}>`]], controls)]),
  ]
}

type Naming = (...part: readonly (string | number)[]) => string
type Fields = WarcRecord['fields']

function warcinfo({ monitorId, vantageId, at }: Capture, { software, operator }: WarcMaker, id: string): WarcRecord {
  const fields = [
    ['software', software] as const,
    ['format', 'WARC File Format 1.1'] as const,
    ['description', `One look at ${monitorId} from ${vantageId}`] as const,
    ...(operator === null ? [] : [['operator', operator] as const]),
  ]
  return { type: 'warcinfo', id, at, fields: [], contentType: 'application/warc-fields', block: warcFields(fields) }
}

function metadata(id: string, at: number, fields: Fields, value: unknown): WarcRecord {
  return { type: 'metadata', id, at, fields, contentType: 'application/json', block: json(value) }
}

/** Section 6.4, the dns scheme: text/dns (RFC 4027), lines of a master file (RFC 1035 section 5); the address contacted is the resolver's. */
function lookupRecord({ at, name, type, resolver, rcode, answers }: CapturedLookup, id: string): WarcRecord {
  const lines = [
    `; ${escaped(name)} ${type}, resolver ${escaped(resolver)}, ${rcode ?? 'no answer'}`,
    ...answers.map((one) => `${escaped(one.name)}. ${one.ttl} IN ${one.type} ${escaped(one.data)}`),
  ]
  const fields = [['WARC-Target-URI', `dns:${encodeURIComponent(name.toWellFormed())}?type=${type}`] as const, ...addressField(resolver)]
  return { type: 'resource', id, at, fields, contentType: 'text/dns', block: Buffer.from(`${lines.join('\n')}\n`) }
}

function hopRecords(hop: CapturedHop, place: number, idOf: Naming): readonly WarcRecord[] {
  const name = (part: string): string => idOf('hop', place, part)
  const target = [['WARC-Target-URI', uri(hop.url)] as const, ...addressField(hop.address)]
  const exchanged = [...(hop.request ? [name('request')] : []), ...(hop.response ? [name('response')] : [])]
  const beside = (id: string): Fields => exchanged.filter((other) => other !== id).map((other) => ['WARC-Concurrent-To', `<${other}>`])
  const record = (part: string, type: WarcRecord['type'], fields: Fields, contentType: string, block: Uint8Array): WarcRecord => {
    return { type, id: name(part), at: hop.at, fields: [...target, ...beside(name(part)), ...fields], contentType, block }
  }
  const { failure, tls } = hop
  const story = { failure: failure ?? undefined, hop: place, tls: tls ?? undefined }
  const request = hop.request === null ? [] : [maskedRequest(hop.request, [])]
  const response = hop.response === null ? [] : [responseBlock(hop.response)]
  return [
    ...request.map((block) => record('request', 'request', [], requestType, block)),
    // A `response` without a head of HTTP makes readers look for one in the records behind it.
    ...response.map(({ isHttp, fields, block }) =>
      isHttp ? record('response', 'response', fields, responseType, block) : record('response', 'resource', fields, unknownType, block),
    ),
    ...(hop.chain.length === 0 ? [] : [record('chain', 'metadata', [], 'application/pem-certificate-chain', pem(hop.chain))]),
    record('story', 'metadata', [], 'application/json', json(story)),
  ]
}

const requestType = 'application/http;msgtype=request'
const responseType = 'application/http;msgtype=response'
const unknownType = 'application/octet-stream'

/** `isHttp`: a whole HTTP head is there. An erased body leaves the head and the digest of what it was; WARC calls such a record truncated. */
function responseBlock({ head, body, truncated }: CapturedResponse): {
  readonly isHttp: boolean
  readonly fields: Fields
  readonly block: Uint8Array
} {
  const isKept = body instanceof Uint8Array
  const kept = isKept ? body.subarray(0, bodyCapBytes) : new Uint8Array(0)
  const cut = isKept && body.length > bodyCapBytes ? 'length' : truncated
  const reason = isKept ? cut : 'unspecified'
  // The payload is the body without transfer coding (section 6.3.2): where there is one, what we hold is not the payload.
  const headText = Buffer.from(head).toString('latin1')
  const isPayload = !/^transfer-encoding:/im.test(headText)
  const digest = isKept ? warcDigest(kept) : `sha256:${body.sha256}`
  const fields = [
    ...(isPayload ? [['WARC-Payload-Digest', digest] as const] : []),
    ...(reason === null ? [] : [['WARC-Truncated', reason] as const]),
  ]
  return { isHttp: headText.startsWith('HTTP/') && headText.endsWith('\r\n\r\n'), fields, block: Buffer.concat([head, kept]) }
}

function addressField(address: string | null): Fields {
  return address !== null && isIP(address) !== 0 ? [['WARC-IP-Address', address]] : []
}

/** RFC 7468; application/pem-certificate-chain (RFC 8555 section 9.1), as openssl reads it. */
function pem(chain: readonly Uint8Array[]): Uint8Array {
  const blocks = chain.map((der) => {
    const lines =
      Buffer.from(der)
        .toString('base64')
        .match(/.{1,64}/g) ?? []
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
  })
  return Buffer.from(blocks.join(''))
}

/** RFC 8785, after half surrogate pairs in a stranger's text became U+FFFD: UTF-8 cannot hold them. */
export function json(value: unknown): Uint8Array {
  const wellFormed = JSON.stringify(value, (_key, member: unknown) => (typeof member === 'string' ? member.toWellFormed() : member))
  return Buffer.from(canonicalJson(JSON.parse(wellFormed)))
}

/** A stranger's text on one line of a master file: \DDD as RFC 1035 section 5.1 has it. */
function escaped(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (control) => `\\${`${control.codePointAt(0)}`.padStart(3, '0')}`)
}
