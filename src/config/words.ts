/** Languages of the interface. */
export const languages = ['fr', 'ar', 'en'] as const

/** What a monitor's `expect.rcode` may be (RFC 1035, 2136). */
export const rcodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const
export const dnsTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'SRV', 'CAA', 'PTR'] as const
export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Ids are part of addresses and records. */
export function isId(value: string): boolean {
  return /^[a-z0-9-]{1,100}$/.test(value)
}

/** A host name or an address, without scheme, port or path. */
export function isHost(value: string): boolean {
  if (value === '' || /[\s/@?#\\]/.test(value)) return false
  const literal = value.includes(':') && !value.startsWith('[') ? `[${value}]` : value
  return URL.canParse(`http://${literal}/`) && new URL(`http://${literal}/`).port === '' && !/:\d*$/.test(literal)
}

/** An absolute http or https address. */
export function isWebUrl(value: string): boolean {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)
}

/** An IANA time zone name; fixed offsets are not names. */
export function isTimeZone(value: string): boolean {
  if (/^[+-]/.test(value)) return false
  try {
    // Not by Intl.DateTimeFormat, whose first use takes 25 ms.
    return new Temporal.ZonedDateTime(0n, value).timeZoneId !== ''
  } catch {
    return false
  }
}

/** `200`, `200-299` or `2xx` → inclusive range; null for anything else. */
export function statusRange(value: string | number): readonly [number, number] | null {
  const text = String(value)
  const family = /^([1-9])xx$/i.exec(text)
  if (family !== null) return [Number(family[1]) * 100, Number(family[1]) * 100 + 99]
  const range = /^([1-9]\d\d)(?:\s*-\s*([1-9]\d\d))?$/.exec(text)
  if (range === null) return null
  const from = Number(range[1])
  const to = Number(range[2] ?? range[1])
  return from <= to ? [from, to] : null
}
