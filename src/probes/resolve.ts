import { promises } from 'node:dns'
import { isIP } from 'node:net'
import type { CapturedLookup } from '../core/capture.ts'
import { type Failure, type FailureCode, failure } from '../core/failure.ts'
import type { IpVersion } from '../core/monitor.ts'
import type { Budget } from './budget.ts'
import { errorCode, resolverRcode, resolverVerdict } from './failure-map.ts'
import type { Address, Resolved } from './net.ts'
import type { ResolverFiles } from './resolver-files.ts'

export interface ResolveSettings {
  /** `address` or `address:port`; null asks those of the system. */
  readonly resolvers: readonly string[] | null
  readonly files: ResolverFiles
  /** Whether this machine has a route to an address. */
  readonly routable: (address: string) => Promise<boolean>
}

/** How long a known IPv4 address waits for the IPv6 answer: the resolution delay of RFC 8305 section 3. */
const resolutionDelayMs = 50

/**
 * Addresses of a host in the order to try: IPv6 first where this observer has a route to it, then in turns.
 * Nothing is kept from one look to the next. Names are absolute: search domains are not applied.
 */
export async function resolveHost(host: string, ipVersion: IpVersion, budget: Budget, settings: ResolveSettings): Promise<Resolved> {
  const literal = isIP(host)
  if (literal === 4 || literal === 6) return literalAddress({ address: host, family: literal }, ipVersion)
  const startedAt = budget.clock.elapsed()
  const name = host.toLowerCase().replace(/\.$/, '')
  const local = settings.files.hosts(name).filter(({ family }) => allows(ipVersion, family))
  const answer: Answer = local.length > 0 ? fromHosts(name, local, budget.clock.now()) : await askInTurn(name, ipVersion, budget, settings)
  const { lookups } = answer
  const usable = 'failure' in answer ? answer : await dropUnroutable(name, answer.addresses, settings)
  const tookMs = budget.clock.elapsed() - startedAt
  if ('failure' in usable) return { ok: false, failure: usable.failure, tookMs, remarks: [], lookups }
  return { ok: true, value: inTurns(usable.addresses), tookMs, remarks: usable.remarks, lookups }
}

type Answer = ({ readonly addresses: readonly Address[] } | { readonly failure: Failure }) & { readonly lookups: readonly CapturedLookup[] }

/** The observer's own table of names answers as a resolver would; its entries do not expire. */
function fromHosts(name: string, addresses: readonly Address[], at: number): Answer {
  const types = [...new Set(addresses.map(({ family }) => family))]
  const lookups = types.map((family): CapturedLookup => {
    const own = addresses.filter((one) => one.family === family).map(({ address }) => ({ address, ttl: 0 }))
    return lookupOf({ at, name, resolver: 'hosts', family }, own, 'NOERROR')
  })
  return { addresses, lookups }
}

function literalAddress(at: Address, ipVersion: IpVersion): Resolved {
  const unasked = { tookMs: null, remarks: [], lookups: [] }
  if (allows(ipVersion, at.family)) return { ok: true, value: [at], ...unasked }
  return { ok: false, failure: failure('dns_no_address', `${at.address} is not an IPv${ipVersion} address`), ...unasked }
}

/**
 * The resolvers in the order of the configuration. The next one is asked only when one fails; if it then answers,
 * whatever it says, the look is `observer_resolver` (method.md R15): it was our resolver, and we cannot tell
 * how the look would have gone with a working one.
 */
async function askInTurn(name: string, ipVersion: IpVersion, budget: Budget, settings: ResolveSettings): Promise<Answer> {
  const servers = settings.resolvers ?? settings.files.resolvers()
  const failed: { readonly server: string; readonly code: FailureCode }[] = []
  const lookups: CapturedLookup[] = []
  const fail = (why: Failure): Answer => ({ failure: why, lookups })
  for (const [index, server] of servers.entries()) {
    // Equal shares for the resolvers still to be asked, and one for the connection.
    const reply = await askOne(server, name, ipVersion, budget.leftMs() / (servers.length - index + 1), budget)
    lookups.push(...reply.lookups)
    if (budget.spent()) return fail(budget.failure('dns_timeout', `${name}: no resolver answered`))
    if (reply.code !== null && isResolverFault(reply.code)) {
      failed.push({ server, code: reply.code })
      continue
    }
    const culprit = failed[0]
    if (culprit) return fail(failure('observer_resolver', `${culprit.server}: ${culprit.code}, while ${server} answered`))
    if (reply.code !== null) return fail(failure(reply.code, `${name}: ${reply.code === 'dns_nxdomain' ? 'NXDOMAIN' : 'no address'}`))
    return { addresses: reply.addresses, lookups }
  }
  // An answer, even SERVFAIL, says more than a resolver that cannot be reached, and that more than silence.
  const telling = failed.find(({ code }) => code === 'dns_servfail' || code === 'dns_refused') ?? failed.find(isNotSilence) ?? failed[0]
  if (!telling) return fail(failure('observer_resolver', 'this observer has no resolver configured'))
  if (telling.code === 'observer_offline') return fail(failure(telling.code, `no resolver can be reached, ${telling.server} neither`))
  return fail(failure(telling.code, `${name}: ${telling.code} from ${telling.server}`))
}

function isNotSilence({ code }: { readonly code: FailureCode }): boolean {
  return code !== 'dns_timeout'
}

interface Reply {
  /** Null when there are addresses. */
  readonly code: FailureCode | null
  readonly addresses: readonly Address[]
  readonly lookups: readonly CapturedLookup[]
}

function isResolverFault(code: FailureCode): boolean {
  return code !== 'dns_nxdomain' && code !== 'dns_no_address'
}

async function askOne(server: string, name: string, ipVersion: IpVersion, shareMs: number, budget: Budget): Promise<Reply> {
  // A new one per look and server: its own ports, no cache, and no timeouts learnt from earlier answers.
  // Four tries that double: 1, 2, 4 and 8 s of a share of 15 s.
  const resolver = new promises.Resolver({ timeout: Math.max(250, Math.round(shareMs / 15)), tries: 4 })
  try {
    resolver.setServers([server])
  } catch {
    // `setServers` takes addresses only; a name in the configuration is ours to mend.
    return { code: 'observer_resolver', addresses: [], lookups: [] }
  }
  const timer = setTimeout(() => resolver.cancel(), shareMs)
  const takeBack = budget.onSpent(() => resolver.cancel())
  try {
    const asked = { at: budget.clock.now(), name, resolver: server }
    const four = ipVersion === 6 ? null : settle(resolver.resolve4(name, { ttl: true }), { ...asked, family: 4 })
    const six = ipVersion === 4 ? null : settle(resolver.resolve6(name, { ttl: true }), { ...asked, family: 6 })
    return await combine(four, six)
  } finally {
    clearTimeout(timer)
    takeBack()
    resolver.cancel()
  }
}

interface Asked {
  readonly at: number
  readonly name: string
  readonly resolver: string
  readonly family: 4 | 6
}

function lookupOf(
  { at, name, resolver, family }: Asked,
  found: readonly { readonly address: string; readonly ttl: number }[],
  rcode: string | null,
): CapturedLookup {
  const type = family === 4 ? 'A' : 'AAAA'
  return { at, name, type, resolver, rcode, answers: found.map(({ address, ttl }) => ({ name, type, ttl, data: address })) }
}

async function settle(query: Promise<readonly { readonly address: string; readonly ttl: number }[]>, asked: Asked): Promise<Reply> {
  try {
    const found = await query
    const lookups = [lookupOf(asked, found, 'NOERROR')]
    if (found.length === 0) return { ...nothing, lookups }
    return { code: null, addresses: found.map(({ address }) => ({ address, family: asked.family })), lookups }
  } catch (error) {
    const code = errorCode(error)
    const lookups = [lookupOf(asked, [], resolverRcode(code))]
    // Cancelled by our own share of the budget, which is what a time-out is.
    const verdict = code === 'ECANCELLED' ? 'dns_timeout' : resolverVerdict(code)
    return verdict === 'nothing' ? { ...nothing, lookups } : { code: verdict, addresses: [], lookups }
  }
}

const nothing: Reply = { code: 'dns_no_address', addresses: [], lookups: [] }

async function combine(four: Promise<Reply> | null, six: Promise<Reply> | null): Promise<Reply> {
  if (!four || !six) return (await (four ?? six)) ?? nothing
  const a = await four
  if (a.code === 'dns_nxdomain') return a
  const aaaa = a.code === null ? await within(six, resolutionDelayMs) : await six
  const addresses = [...a.addresses, ...(aaaa?.addresses ?? [])]
  const lookups = [...a.lookups, ...(aaaa?.lookups ?? [])]
  if (addresses.length > 0) return { code: null, addresses, lookups }
  // One family said "none" and the other failed: what failed decides, since it may have had the address.
  return { ...(a.code !== null && isResolverFault(a.code) ? a : (aaaa ?? a)), lookups }
}

async function within<T>(value: Promise<T>, ms: number): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), ms)
  try {
    return await Promise.race([value, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** An observer without IPv6 skips IPv6 addresses; that is not the service's failure. */
async function dropUnroutable(
  name: string,
  addresses: readonly Address[],
  settings: ResolveSettings,
): Promise<{ readonly addresses: readonly Address[]; readonly remarks: readonly string[] } | { readonly failure: Failure }> {
  const six = addresses.find(({ family }) => family === 6)
  if (!six || (await settings.routable(six.address))) return { addresses, remarks: [] }
  const rest = addresses.filter(({ family }) => family === 4)
  if (rest.length > 0) return { addresses: rest, remarks: ['IPv6 skipped: this observer has none'] }
  return { failure: failure('observer_offline', `${name} has only IPv6 addresses to try, and this observer has no IPv6`) }
}

function allows(ipVersion: IpVersion, family: 4 | 6): boolean {
  return ipVersion === 'any' || ipVersion === family
}

function inTurns(addresses: readonly Address[]): readonly Address[] {
  const six = addresses.filter(({ family }) => family === 6)
  const four = addresses.filter(({ family }) => family === 4)
  return Array.from({ length: Math.max(six.length, four.length) }, (_, index) => [six[index], four[index]])
    .flat()
    .filter((at) => at !== undefined)
}
