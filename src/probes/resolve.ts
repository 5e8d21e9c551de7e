import { promises } from 'node:dns'
import { isIP } from 'node:net'
import { type Failure, type FailureCode, failure } from '../core/failure.ts'
import type { IpVersion } from '../core/monitor.ts'
import type { Budget } from './budget.ts'
import { errorCode, resolverVerdict } from './failure-map.ts'
import type { Address, Layer } from './net.ts'
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
export async function resolveHost(
  host: string,
  ipVersion: IpVersion,
  budget: Budget,
  settings: ResolveSettings,
): Promise<Layer<readonly Address[]>> {
  const literal = isIP(host)
  if (literal === 4 || literal === 6) return literalAddress({ address: host, family: literal }, ipVersion)
  const startedAt = budget.clock.elapsed()
  const name = host.toLowerCase().replace(/\.$/, '')
  const local = settings.files.hosts(name).filter(({ family }) => allows(ipVersion, family))
  const answer: Answer = local.length > 0 ? { addresses: local } : await askInTurn(name, ipVersion, budget, settings)
  const usable = 'failure' in answer ? answer : await dropUnroutable(name, answer.addresses, settings)
  const tookMs = budget.clock.elapsed() - startedAt
  if ('failure' in usable) return { ok: false, failure: usable.failure, tookMs, remarks: [] }
  return { ok: true, value: inTurns(usable.addresses), tookMs, remarks: usable.remarks }
}

type Answer = { readonly addresses: readonly Address[] } | { readonly failure: Failure }

function literalAddress(at: Address, ipVersion: IpVersion): Layer<readonly Address[]> {
  if (allows(ipVersion, at.family)) return { ok: true, value: [at], tookMs: null, remarks: [] }
  return { ok: false, failure: failure('dns_no_address', `${at.address} is not an IPv${ipVersion} address`), tookMs: null, remarks: [] }
}

/**
 * The resolvers in the order of the configuration. The next one is asked only when one fails; if it then answers,
 * whatever it says, the look is `observer_resolver` (method.md R15): it was our resolver, and we cannot tell
 * how the look would have gone with a working one.
 */
async function askInTurn(name: string, ipVersion: IpVersion, budget: Budget, settings: ResolveSettings): Promise<Answer> {
  const servers = settings.resolvers ?? settings.files.resolvers()
  const failed: { readonly server: string; readonly code: FailureCode }[] = []
  for (const [index, server] of servers.entries()) {
    // Equal shares for the resolvers still to be asked, and one for the connection.
    const reply = await askOne(server, name, ipVersion, budget.leftMs() / (servers.length - index + 1), budget)
    if (budget.spent()) return { failure: budget.failure('dns_timeout', `${name}: no resolver answered`) }
    if (reply.code !== null && isResolverFault(reply.code)) {
      failed.push({ server, code: reply.code })
      continue
    }
    const culprit = failed[0]
    if (culprit) return { failure: failure('observer_resolver', `${culprit.server}: ${culprit.code}, while ${server} answered`) }
    if (reply.code !== null)
      return { failure: failure(reply.code, `${name}: ${reply.code === 'dns_nxdomain' ? 'NXDOMAIN' : 'no address'}`) }
    return { addresses: reply.addresses }
  }
  // An answer, even SERVFAIL, says more than a resolver that cannot be reached, and that more than silence.
  const telling = failed.find(({ code }) => code === 'dns_servfail' || code === 'dns_refused') ?? failed.find(isNotSilence) ?? failed[0]
  if (!telling) return { failure: failure('observer_resolver', 'this observer has no resolver configured') }
  if (telling.code === 'observer_offline')
    return { failure: failure(telling.code, `no resolver can be reached, ${telling.server} neither`) }
  return { failure: failure(telling.code, `${name}: ${telling.code} from ${telling.server}`) }
}

function isNotSilence({ code }: { readonly code: FailureCode }): boolean {
  return code !== 'dns_timeout'
}

interface Reply {
  /** Null when there are addresses. */
  readonly code: FailureCode | null
  readonly addresses: readonly Address[]
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
    return { code: 'observer_resolver', addresses: [] }
  }
  const timer = setTimeout(() => resolver.cancel(), shareMs)
  const takeBack = budget.onSpent(() => resolver.cancel())
  try {
    const four = ipVersion === 6 ? null : settle(resolver.resolve4(name), 4)
    const six = ipVersion === 4 ? null : settle(resolver.resolve6(name), 6)
    return await combine(four, six)
  } finally {
    clearTimeout(timer)
    takeBack()
    resolver.cancel()
  }
}

async function settle(query: Promise<string[]>, family: 4 | 6): Promise<Reply> {
  try {
    const addresses = await query
    return addresses.length > 0 ? { code: null, addresses: addresses.map((address) => ({ address, family })) } : nothing
  } catch (error) {
    const code = errorCode(error)
    // Cancelled by our own share of the budget, which is what a time-out is.
    const verdict = code === 'ECANCELLED' ? 'dns_timeout' : resolverVerdict(code)
    return verdict === 'nothing' ? nothing : { code: verdict, addresses: [] }
  }
}

const nothing: Reply = { code: 'dns_no_address', addresses: [] }

async function combine(four: Promise<Reply> | null, six: Promise<Reply> | null): Promise<Reply> {
  if (!four || !six) return (await (four ?? six)) ?? nothing
  const a = await four
  if (a.code === 'dns_nxdomain') return a
  const aaaa = a.code === null ? await within(six, resolutionDelayMs) : await six
  const addresses = [...a.addresses, ...(aaaa?.addresses ?? [])]
  if (addresses.length > 0) return { code: null, addresses }
  // One family said "none" and the other failed: what failed decides, since it may have had the address.
  return a.code !== null && isResolverFault(a.code) ? a : (aaaa ?? a)
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
