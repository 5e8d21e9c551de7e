import type { Certificate, Hop, Reading } from '../core/reading.ts'
import { expectedWords, type OneLook } from './probe-json.ts'

/** The look for people: the verdict first, then what was seen, one line a thing. What the service sent holds no control characters here. */
export function lookText(look: OneLook): string {
  const { monitorId, target, at, reading, judgement } = look
  const verdict = judgement.failure === null ? '' : ` ${judgement.failure.code} (${judgement.failure.phase}): ${judgement.failure.message}`
  const rows: readonly Row[] = [
    [judgement.outcome, verdict.trim()],
    ...judgement.degraded.map((reason): Row => ['degraded', `${reason.code}: ${reason.message}`]),
    ['target', monitorId === null ? target.url : `${monitorId} ${target.url}`],
    ['at', `${new Date(at).toISOString()}, took ${reading.timings.totalMs} ms of ${look.timeoutMs} ms`],
    ...reading.hops.map((hop): Row => ['hop', hopWords(hop)]),
    ...(reading.hops.length > 0 ? [] : [['phases', phases(reading.timings)] as const]),
    ...seenRows(reading, at),
    ...expectedWords(target.kind, look.expect).map((rule): Row => ['expected', rule]),
    ...(judgement.rules.length === 0 ? [] : [['broken', judgement.rules.join(', ')] as const]),
    ...judgement.reasons.map((reason): Row => ['reason', reason]),
    ...reading.remarks.map((remark): Row => ['remark', remark]),
  ]
  return rowsText(rows)
}

/** Name and value, one line each; an empty name continues the line before. */
export type Row = readonly [name: string, value: string]

/** Rows for a terminal. What strangers sent holds no control characters here. */
export function rowsText(rows: readonly Row[]): string {
  return rows.map(([name, value]) => `${name.padEnd(12)}${printable(value)}`.trimEnd().concat('\n')).join('')
}

function seenRows({ address, family, tls, http, dns, reply }: Reading, at: number): readonly Row[] {
  const rows: Row[] = []
  if (address !== null) rows.push(['address', `${address}${family === null ? '' : ` (IPv${family})`}`])
  if (tls !== null) rows.push(['tls', [tls.version, tls.cipher, tls.alpn].filter((part) => part !== null).join(', ')])
  if (tls?.leaf) rows.push(['certificate', certificateWords(tls.leaf, at)], ['', `SHA-256 ${tls.leaf.sha256}`])
  if (http !== null) {
    rows.push(['status', `${http.status} from ${http.finalUrl}`])
    rows.push(['body', `${http.body.byteLength} bytes${http.bodyTruncated ? ', cut there' : ''}`])
  }
  if (dns !== null) rows.push(['answered', `${dns.rcode} by ${dns.resolver}`])
  for (const { type, data, ttl } of dns?.answers ?? []) rows.push(['answer', `${type} ${data} (TTL ${ttl} s)`])
  if (reply !== null) rows.push(['reply', JSON.stringify(reply)])
  return rows
}

function hopWords(hop: Hop): string {
  const times = phases(hop)
  return [hop.status === null ? '–' : String(hop.status), hop.url, times === '' ? null : `(${times})`]
    .filter((part) => part !== null)
    .join(' ')
}

type Times = Omit<Hop, 'url' | 'status' | 'address' | 'transferMs'> & { readonly transferMs?: number | null }

function phases(times: Times): string {
  const named = [
    ['resolve', times.resolveMs],
    ['connect', times.connectMs],
    ['TLS', times.handshakeMs],
    ['first byte', times.firstByteMs],
    ['transfer', times.transferMs ?? null],
  ] as const
  return named.flatMap(([name, ms]) => (ms === null ? [] : [`${name} ${ms} ms`])).join(', ')
}

function certificateWords({ subject, issuer, notBefore, notAfter }: Certificate, at: number): string {
  const days = Math.floor((notAfter - at) / 86_400_000)
  return `${subject}, issued by ${issuer}, ${day(notBefore)} to ${day(notAfter)} (${days} d left)`
}

/** A terminal obeys control characters, and these come from strangers. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}
