import type { Auth, DnsTarget, HttpTarget, IpVersion, Target, TargetKind, TcpTarget, TlsSettings, TlsTarget } from '../core/monitor.ts'
import { soundsSecret } from '../core/redact.ts'
import type { Address } from './address.ts'
import { dnsUrl, parseAddress } from './address.ts'
import { closest } from './nearest.ts'
import { keepSecret, secretText } from './secret.ts'
import type { MonitorShape, SecretShape } from './schema.ts'
import type { At } from './scope.ts'
import { fault } from './scope.ts'
import { readTls } from './tls.ts'
import { httpMethods } from './words.ts'

/** Keys of a monitor that only some kinds know. */
const kindsOf: Readonly<Partial<Record<keyof MonitorShape, readonly TargetKind[]>>> = {
  method: ['http'],
  headers: ['http'],
  body: ['http'],
  follow: ['http'],
  proxy: ['http'],
  auth: ['http'],
  tls: ['http', 'tls'],
  ipVersion: ['http', 'tcp', 'tls', 'icmp'],
  send: ['tcp'],
  type: ['dns'],
}

/** What a bare url stands for: `vigie probe URL`. */
export function targetFromUrl(url: string): { readonly target: Target } | { readonly fault: string } {
  const parsed = parseAddress(url)
  if ('fault' in parsed) return { fault: `the url ${parsed.fault}` }
  const { address } = parsed
  if (address.kind === 'http') return { target: plainHttp(address.url, basicOf(address)) }
  if (address.kind === 'tcp') return { target: { ...address, ipVersion: 'any', send: null } }
  if (address.kind === 'tls') return { target: { ...address, ipVersion: 'any', serverName: address.host, tls: publicTrust } }
  if (address.kind === 'icmp') return { target: { ...address, ipVersion: 'any' } }
  return { target: dnsTarget(address, address.type ?? 'A') }
}

/** The target of a monitor; null where its url or a secret cannot be used (reported). */
export async function readTarget(at: At, monitor: MonitorShape, url: string): Promise<Target | null> {
  const parsed = parseAddress(url)
  if ('fault' in parsed) {
    fault(at, ['url'], parsed.fault)
    return null
  }
  const { address } = parsed
  for (const [key, kinds] of Object.entries(kindsOf)) {
    if (Object.hasOwn(monitor, key) && !kinds.includes(address.kind)) {
      fault(at, [key], `means nothing to monitors of kind ${address.kind}; it is for ${kinds.join(', ')}`, 'key')
    }
  }
  const ipVersion = ipVersionOf(monitor.ipVersion)
  if (address.kind === 'icmp') return { ...address, ipVersion }
  if (address.kind === 'tcp') return tcpTarget(at, monitor, { ...address, ipVersion })
  if (address.kind === 'dns') return dnsTarget(address, dnsType(at, monitor, address))
  const tls = monitor.tls === undefined ? publicTrust : await readTls(at, monitor.tls)
  if (address.kind === 'tls') return tlsTarget(monitor, { ...address, ipVersion, tls })
  return httpTarget(at, monitor, address, { ipVersion, tls })
}

const publicTrust: TlsSettings = { verify: true, ca: null, cert: null, key: null }

type HttpAddress = Extract<Address, { kind: 'http' }>
type DnsAddress = Extract<Address, { kind: 'dns' }>

async function httpTarget(
  at: At,
  monitor: MonitorShape,
  address: HttpAddress,
  rest: Pick<HttpTarget, 'ipVersion' | 'tls'>,
): Promise<HttpTarget | null> {
  const method = methodOf(at, monitor)
  if (monitor.tls?.serverName !== undefined)
    fault(at, ['tls', 'serverName'], 'is for tls:// monitors; for https:// the name is the host of the url', 'key')
  const auth = await authOf(at, monitor, address)
  const headers = await headersOf(at, monitor.headers ?? {}, auth !== null)
  const body = monitor.body === undefined ? null : await secretText(at, ['body'], monitor.body, 'expansions')
  const proxy = monitor.proxy === undefined ? null : await proxyOf(at, monitor.proxy)
  const follow = monitor.follow === undefined ? 10 : Number(monitor.follow)
  return { kind: 'http', url: address.url, method, headers, body, follow, proxy, auth, ...rest }
}

function plainHttp(url: string, auth: Auth | null): HttpTarget {
  return { kind: 'http', url, method: 'GET', headers: [], body: null, follow: 10, ipVersion: 'any', proxy: null, auth, tls: publicTrust }
}

function methodOf(at: At, monitor: MonitorShape): string {
  const method = (monitor.method ?? 'GET').toUpperCase()
  if (!httpMethods.some((known) => known === method)) {
    const meant = closest(method, httpMethods)
    fault(at, ['method'], `must be one of ${httpMethods.join(', ')}${meant === null ? '' : `; did you mean ${meant}?`}`)
  }
  if (method === 'HEAD' && monitor.body !== undefined) fault(at, ['body'], 'cannot be sent with HEAD; use `method: POST`', 'key')
  const unread = (['contains', 'excludes', 'matches', 'json'] as const).filter(
    (key) => method === 'HEAD' && monitor.expect?.[key] !== undefined,
  )
  for (const key of unread) fault(at, ['expect', key], 'needs a body, which HEAD does not bring; use `method: GET`', 'key')
  return method
}

async function authOf(at: At, monitor: MonitorShape, address: HttpAddress): Promise<Auth | null> {
  const inUrl = basicOf(address)
  if (inUrl !== null) keepBasic(at, inUrl)
  const auth = monitor.auth
  if (auth === undefined) return inUrl
  if (inUrl !== null) fault(at, ['auth'], 'stands beside a user name in the url; keep one of them', 'key')
  if ((auth.basic === undefined) === (auth.bearer === undefined)) {
    fault(at, ['auth'], 'needs exactly one of `basic` and `bearer`')
    return null
  }
  if (auth.bearer !== undefined) {
    const token = await secretText(at, ['auth', 'bearer'], auth.bearer, 'all')
    return token === null ? null : { kind: 'bearer', token: sendable(at, ['auth', 'bearer'], token) }
  }
  const { username: name, password: pass } = auth.basic ?? {}
  for (const [key, value] of Object.entries({ username: name, password: pass }))
    if (value === undefined) fault(at, ['auth', 'basic'], `needs \`${key}\``)
  const username = name === undefined ? null : await secretText(at, ['auth', 'basic', 'username'], name, 'expansions')
  const password = pass === undefined ? null : await secretText(at, ['auth', 'basic', 'password'], pass, 'all')
  if (username === null || password === null) return null
  if (username.includes(':')) fault(at, ['auth', 'basic', 'username'], 'must not hold a colon (RFC 7617)')
  return keepBasic(at, { kind: 'basic', username, password })
}

function basicOf(address: HttpAddress): Extract<Auth, { kind: 'basic' }> | null {
  const { username, password } = address
  return username === '' && password === '' ? null : { kind: 'basic', username, password }
}

/** The header's form of the credentials is as secret as the password. */
function keepBasic(at: At, auth: Extract<Auth, { kind: 'basic' }>): Auth {
  keepSecret(at.scope.loading, auth.password)
  keepSecret(at.scope.loading, Buffer.from(`${auth.username}:${auth.password}`).toString('base64'))
  return auth
}

/** The connection's own headers; setting them would break the exchange or its measurement. */
const reserved = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

async function headersOf(at: At, headers: Readonly<Record<string, SecretShape>>, signedIn: boolean): Promise<HttpTarget['headers']> {
  const list: (readonly [string, string])[] = []
  for (const [name, value] of Object.entries(headers)) {
    const where = ['headers', name]
    const key = name.toLowerCase()
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) fault(at, where, 'is not a header name', 'key')
    if (reserved.has(key)) fault(at, where, 'is set by the connection itself; remove it', 'key')
    if (list.some(([other]) => other.toLowerCase() === key)) fault(at, where, 'stands twice, in other letters; keep one', 'key')
    if (key === 'authorization' && signedIn) fault(at, where, 'stands beside `auth`; keep one of them', 'key')
    const read = await secretText(at, where, value, soundsSecret(name) ? 'all' : 'nothing')
    if (read !== null) list.push([name, sendable(at, where, read)])
  }
  return list
}

/** Header values travel as Latin-1 on one line. */
function sendable(at: At, where: readonly string[], value: string): string {
  if (!/^[\t\x20-\x7e\xa0-\xff]*$/.test(value))
    fault(at, where, 'holds a line break or characters outside Latin-1, which no header can carry')
  return value
}

async function proxyOf(at: At, value: SecretShape): Promise<string | null> {
  const proxy = await secretText(at, ['proxy'], value, 'expansions')
  if (proxy === null) return null
  const parsed = parseAddress(proxy)
  if ('fault' in parsed || parsed.address.kind !== 'http' || !/^http:/i.test(proxy)) {
    fault(at, ['proxy'], 'must be the address of an HTTP proxy: http://host:port, perhaps with user:password@ before the host')
    return null
  }
  const credentials = basicOf(parsed.address)
  if (credentials !== null) keepBasic(at, credentials)
  return new URL(proxy).href
}

async function tcpTarget(at: At, monitor: MonitorShape, rest: Omit<TcpTarget, 'send'>): Promise<TcpTarget> {
  return { ...rest, send: monitor.send === undefined ? null : await secretText(at, ['send'], monitor.send, 'expansions') }
}

function tlsTarget(monitor: MonitorShape, rest: Omit<TlsTarget, 'serverName'>): TlsTarget {
  return { ...rest, serverName: monitor.tls?.serverName ?? rest.host }
}

function dnsType(at: At, monitor: MonitorShape, address: DnsAddress): DnsTarget['type'] {
  if (monitor.type !== undefined && address.type !== null && monitor.type !== address.type) {
    fault(at, ['type'], `contradicts the url, which asks for ${address.type}; keep one of them`)
  }
  return monitor.type ?? address.type ?? 'A'
}

function dnsTarget({ name, resolver }: DnsAddress, type: DnsTarget['type']): DnsTarget {
  return { kind: 'dns', url: dnsUrl(name, type, resolver), name, type, resolver }
}

function ipVersionOf(value: MonitorShape['ipVersion']): IpVersion {
  if (String(value) === '4') return 4
  return String(value) === '6' ? 6 : 'any'
}
