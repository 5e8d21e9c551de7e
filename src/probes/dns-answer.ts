import type { Answer, CaaAnswer, TxtData } from 'dns-packet'
import type { CapturedLookup } from '../core/capture.ts'
import type { DnsReading } from '../core/reading.ts'

/** A record's data in presentation format (RFC 1035, 5.1), in lower case, names without the root's dot; null for a type that we never ask for. */
export function readRecord(record: Answer): DnsReading['answers'][number] | null {
  const read = captureRecord(record)
  return read === null ? null : { type: record.type, data: read.data.toLowerCase(), ttl: read.ttl }
}

/** The same with its name, letters as they came. */
export function captureRecord(record: Answer): CapturedLookup['answers'][number] | null {
  const data = record.type === 'OPT' ? null : presentation(record)
  if (record.type === 'OPT' || data === null) return null
  return { name: bare(record.name), type: record.type, ttl: record.ttl ?? 0, data }
}

/** `NXDOMAIN`; a number without a name is `RCODE12` (RFC 6895, 2.3). */
export function rcodeName(rcode: number): string {
  return rcodeNames[rcode] ?? `RCODE${rcode}`
}

const rcodeNames = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
]

function presentation(record: Exclude<Answer, { readonly type: 'OPT' }>): string | null {
  switch (record.type) {
    case 'A':
      return record.data
    case 'AAAA':
      // One address has one text (RFC 5952), and URLs know it.
      return URL.parse(`http://[${record.data}]/`)?.hostname.slice(1, -1) ?? record.data
    case 'CNAME':
    case 'DNAME':
    case 'NS':
    case 'PTR':
      return bare(record.data)
    case 'MX':
      return `${record.data.preference ?? 0} ${bare(record.data.exchange)}`
    case 'TXT':
      return textStrings(record.data)
    case 'SRV': {
      const { priority = 0, weight = 0, port, target } = record.data
      return `${priority} ${weight} ${port} ${bare(target)}`
    }
    case 'SOA': {
      const { mname, rname, serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0 } = record.data
      return [bare(mname), bare(rname), serial, refresh, retry, expire, minimum].join(' ')
    }
    case 'CAA':
      return caa(record.data)
    default:
      return null
  }
}

function bare(name: string): string {
  return name === '.' || name === '' ? '.' : name.replace(/\.$/, '')
}

function caa({ flags, issuerCritical, tag, value }: CaaAnswer['data']): string {
  return `${flags ?? (issuerCritical ? 128 : 0)} ${tag} ${quoted(Buffer.from(value))}`
}

function textStrings(data: TxtData): string {
  const strings = Array.isArray(data) ? data : [data]
  return strings.map((string) => quoted(Buffer.from(string))).join(' ')
}

/** Bytes that are not printable ASCII as `\DDD`. */
function quoted(bytes: Buffer): string {
  const shown = Array.from(bytes, (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`
  })
  return `"${shown.join('')}"`
}
