import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import type { DnsType } from '../core/monitor.ts'
import { closest } from './nearest.ts'
import { dnsTypes } from './words.ts'

/** A monitor's url, taken apart. `url` is its normal form without user name and password. */
export type Address =
  | { readonly kind: 'http'; readonly url: string; readonly username: string; readonly password: string }
  | { readonly kind: 'tcp'; readonly url: string; readonly host: string; readonly port: number }
  | { readonly kind: 'tls'; readonly url: string; readonly host: string; readonly port: number }
  | { readonly kind: 'dns'; readonly name: string; readonly type: DnsType | null; readonly resolver: string | null }
  | { readonly kind: 'icmp'; readonly url: string; readonly host: string }
export type ParsedAddress = { readonly address: Address } | { readonly fault: string }

export const schemes = ['http', 'https', 'tcp', 'tls', 'dns', 'icmp'] as const

/** Takes a monitor's url apart. A fault says what to change and never repeats the url: it may hold a password. */
export function parseAddress(url: string): ParsedAddress {
  const [, scheme = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(url) ?? []
  if (/[\s\p{Cc}]/u.test(url)) return { fault: 'holds white space or control characters; remove them, or write them as %20' }
  if (scheme === '' || /^\d+(\/|$)/.test(rest)) return { fault: `needs a scheme: ${supported}` }
  switch (scheme.toLowerCase()) {
    case 'http':
    case 'https':
      return parseHttp(url, rest)
    case 'tcp':
      return parseConnection('tcp', rest)
    case 'tls':
      return parseConnection('tls', rest)
    case 'icmp':
      return parseIcmp(rest)
    case 'dns':
      return parseDns(rest)
    default:
      return { fault: unknownScheme(scheme.toLowerCase()) }
  }
}

/** RFC 4501 form of a DNS target. */
export function dnsUrl(name: string, type: DnsType, resolver: string | null): string {
  const authority = resolver === null ? '' : `//${isV6(resolver) ? `[${resolver}]` : resolver}/`
  return `dns:${authority}${name}?type=${type}`
}

/** Node's own test for IPv6 takes 8 ms to compile: only what could be one is put to it. */
function isV6(host: string): boolean {
  return host.includes(':') && isIP(host) === 6
}

const supported = 'https:// http:// tcp://host:port tls://host:port dns:name icmp://host'

function unknownScheme(scheme: string): string {
  const meant = closest(scheme, schemes)
  return `the scheme \`${scheme}\` is not supported${meant === null ? '' : `, did you mean \`${meant}\`?`}${meant === null ? ';' : ''} supported: ${schemes.join(', ')}`
}

function parseHttp(url: string, rest: string): ParsedAddress {
  if (!rest.startsWith('//') || !URL.canParse(url)) return { fault: 'is not a valid address; it looks like https://www.example.org/path' }
  const parsed = new URL(url)
  const username = decoded(parsed.username)
  const password = decoded(parsed.password)
  if (username === null || password === null)
    return { fault: 'holds a user name or password that is not percent-encoded; use `auth: { basic: … }`' }
  parsed.username = ''
  parsed.password = ''
  parsed.hash = ''
  return { address: { kind: 'http', url: parsed.href, username, password } }
}

function parseConnection(kind: 'tcp' | 'tls', rest: string): ParsedAddress {
  const authority = parseAuthority(rest)
  if ('fault' in authority) return authority
  if (authority.port === null) return { fault: `needs a port: ${kind}://host:port` }
  const { host, port } = authority
  return { address: { kind, url: `${kind}://${bracketed(host)}:${port}`, host, port } }
}

function parseIcmp(rest: string): ParsedAddress {
  const authority = parseAuthority(rest)
  if ('fault' in authority) return authority
  if (authority.port !== null) return { fault: 'has a port, which ICMP does not know; remove it, or use tcp://host:port' }
  return { address: { kind: 'icmp', url: `icmp://${bracketed(authority.host)}`, host: authority.host } }
}

/** `//host[:port]`, nothing before or after. */
function parseAuthority(rest: string): { readonly host: string; readonly port: number | null } | { readonly fault: string } {
  if (!rest.startsWith('//')) return { fault: 'needs // after the scheme, as in tcp://host:port' }
  const authority = rest.slice(2).replace(/\/$/, '')
  if (/[/?#]/.test(authority)) return { fault: 'has a path or a query; only host and port may stand here' }
  if (authority.includes('@')) return { fault: 'holds a user name, which this scheme does not know; remove it' }
  const [, name = '', digits] = /^(.*?)(?::(\d+))?$/s.exec(authority) ?? []
  const port = digits === undefined ? null : Number(digits)
  if (port !== null && (port < 1 || port > 65_535)) return { fault: 'has a port outside 1 to 65535' }
  // The http scheme knows host names and addresses best: case, IDNA, IPv6, stray characters.
  if (name === '' || name.endsWith(':') || !URL.canParse(`http://${name}/`))
    return { fault: 'has no valid host name or address (IPv6 stands in brackets: [2001:db8::1])' }
  return { host: new URL(`http://${name}/`).hostname.replaceAll(/[[\]]/g, ''), port }
}

/** RFC 4501: `dns:[//resolver[:port]/]name[?class=IN;type=A]`; & separates as well as ;. */
function parseDns(rest: string): ParsedAddress {
  const [, authority, path = '', query = ''] = /^(?:\/\/([^/?#]*)\/)?([^?#]*)(?:\?([^#]*))?$/s.exec(rest) ?? []
  const name = dnsName(path)
  if (name === null)
    return { fault: 'has no valid domain name; it looks like dns:example.org?type=MX or dns://192.0.2.53/example.org?type=A' }
  const resolver = authority === undefined || authority === '' ? { resolver: null } : dnsResolver(authority)
  if ('fault' in resolver) return resolver
  const options = dnsOptions(query)
  if ('fault' in options) return options
  return { address: { kind: 'dns', name, ...options, ...resolver } }
}

function dnsName(path: string): string | null {
  const text = decoded(path)?.replace(/\.$/, '') ?? ''
  const name = (/^[\x21-\x7e]*$/.test(text) ? text : domainToASCII(text)).toLowerCase()
  const labels = name.split('.')
  const valid = name.length <= 253 && labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))
  return valid ? name : null
}

function dnsResolver(authority: string): { readonly resolver: string } | { readonly fault: string } {
  const parsed = parseAuthority(`//${authority}`)
  if ('fault' in parsed || isIP(parsed.host) === 0)
    return { fault: 'names a resolver that is not an IP address; write dns://192.0.2.53/name or dns://192.0.2.53:53/name' }
  return { resolver: parsed.port === null ? parsed.host : `${bracketed(parsed.host)}:${parsed.port}` }
}

function dnsOptions(query: string): { readonly type: DnsType | null } | { readonly fault: string } {
  let type: DnsType | null = null
  for (const option of query.split(/[;&]/).filter((part) => part !== '')) {
    const [key = '', value = ''] = option.toLowerCase().split('=')
    if (key === 'class' && value === 'in') continue
    if (key === 'class') return { fault: 'asks for a class other than IN, which is not supported; remove it' }
    if (key !== 'type') return { fault: 'has a parameter other than `type` and `class`; remove it' }
    type = dnsTypes.find((known) => known.toLowerCase() === value) ?? null
    if (type === null) return { fault: `asks for an unknown record type; supported: ${dnsTypes.join(', ')}` }
  }
  return { type }
}

function bracketed(host: string): string {
  return isV6(host) ? `[${host}]` : host
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
