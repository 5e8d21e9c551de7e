import { Resolver } from 'node:dns'
import { isIP } from 'node:net'
import type { CapturedLookup } from '../core/capture.ts'
import { type Failure, failure } from '../core/failure.ts'
import type { DnsTarget } from '../core/monitor.ts'
import type { DnsReading, Reading } from '../core/reading.ts'
import { type Budget, startBudget } from './budget.ts'
import { captureRecord, rcodeName, readRecord } from './dns-answer.ts'
import { askServer, type DnsAnswered, type DnsServer, rcodeOf } from './dns-query.ts'
import { readingOf, unopened, wholeMs } from './open.ts'
import type { Probe, ProbeContext } from './probe.ts'

/** One question to the named resolver, or to the system's. */
export const probeDns: Probe<DnsTarget> = createDnsProbe(systemResolvers)

/**
 * A probe that asks `resolvers()` (`address` or `address:port`, in order) where the target names none.
 *
 * The response code and the answers are what was seen, never a failure by themselves: an expectation may want NXDOMAIN. So the reading
 * fails only when nobody answered. A named resolver is what is being watched: it alone is asked, and its failure is the target's.
 * The system's are our own: the next one is asked when one is silent or answers SERVFAIL or REFUSED, and when a
 * later one then answers, the look is `observer_resolver` (method.md R15).
 */
export function createDnsProbe(resolvers: () => readonly string[]): Probe<DnsTarget> {
  return async (target, context) => {
    const startedAt = context.clock.elapsed()
    using budget = startBudget(context)
    const lookups: (() => CapturedLookup)[] = []
    const heard: Heard = (server, answered, at) => lookups.push(() => lookupOf(target, server, answered, at))
    const seen = await ask(target, target.resolver === null ? resolvers() : [target.resolver], context, budget, heard)
    context.offer?.(() => ({ lookups: lookups.map((lookup) => lookup()), hops: [] }))
    const tookMs = context.clock.elapsed() - startedAt
    return toReading(seen, tookMs)
  }
}

interface Seen {
  readonly failure: Failure | null
  readonly server: DnsServer | null
  readonly dns: DnsReading | null
}

type Heard = (server: DnsServer, answered: DnsAnswered, at: number) => void

async function ask(
  target: DnsTarget,
  resolvers: readonly string[],
  { net, clock }: ProbeContext,
  budget: Budget,
  heard: Heard,
): Promise<Seen> {
  const failed: Seen[] = []
  for (const [index, text] of resolvers.entries()) {
    const server = serverOf(text)
    if (server === null) {
      failed.push({ failure: failure('observer_resolver', `${text} is not the address of a resolver`), server: null, dns: null })
      continue
    }
    const at = clock.now()
    const answered = await askServer(server, target, { net, budget, shareMs: budget.leftMs() / (resolvers.length - index) })
    heard(server, answered, at)
    const seen: Seen = answered.ok
      ? { failure: null, server, dns: readPacket(target, answered.packet, server) }
      : { failure: answered.failure, server, dns: null }
    if (target.resolver !== null || budget.spent()) return seen
    if (seen.dns !== null && seen.dns.rcode !== 'SERVFAIL' && seen.dns.rcode !== 'REFUSED') return blameResolver(seen, failed)
    failed.push(seen)
  }
  return allFailed(failed)
}

function blameResolver(seen: Seen, failed: readonly Seen[]): Seen {
  const [culprit] = failed
  if (culprit === undefined) return seen
  const what = culprit.failure?.message ?? `${culprit.server?.label} answered ${culprit.dns?.rcode}`
  return { ...seen, failure: failure('observer_resolver', `${what}, while ${seen.server?.label} answered`) }
}

/** An answer, even SERVFAIL, says more than silence. Where nothing listens, it is our own set-up. */
function allFailed(failed: readonly Seen[]): Seen {
  const telling = failed.find(({ dns }) => dns !== null) ?? failed.find((seen) => seen.failure?.code === 'dns_timeout') ?? failed[0]
  if (telling === undefined) {
    return { failure: failure('observer_resolver', 'this observer has no resolver configured'), server: null, dns: null }
  }
  if (telling.failure === null || telling.failure.code === 'dns_timeout' || telling.failure.code === 'observer_offline') return telling
  return { ...telling, failure: failure('observer_resolver', telling.failure.message) }
}

function readPacket(target: DnsTarget, packet: Parameters<typeof rcodeOf>[0], server: DnsServer): DnsReading {
  const answers = (packet.answers ?? []).map(readRecord).filter((record) => record !== null)
  return { type: target.type, rcode: rcodeName(rcodeOf(packet)), answers, resolver: server.label }
}

function lookupOf({ name, type }: DnsTarget, server: DnsServer, answered: DnsAnswered, at: number): CapturedLookup {
  const asked = { at, name, type, resolver: server.port === 53 ? server.address : server.label }
  if (!answered.ok) return { ...asked, rcode: null, answers: [] }
  const answers = (answered.packet.answers ?? []).map(captureRecord).filter((record) => record !== null)
  return { ...asked, rcode: rcodeName(rcodeOf(answered.packet)), answers }
}

function toReading({ failure, server, dns }: Seen, tookMs: number): Reading {
  const reading = readingOf({ ...unopened, failure, at: server, resolveMs: wholeMs(tookMs) }, tookMs)
  return { ...reading, dns }
}

/** `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`. */
function serverOf(text: string): DnsServer | null {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [text, undefined, text, undefined]
  const address = bracketed ?? plain ?? text
  const family = isIP(address.replace(/%.*$/, ''))
  if (family !== 4 && family !== 6) return null
  const number = port === undefined ? 53 : Number(port)
  return { address, family, port: number, label: family === 6 ? `[${address}]:${number}` : `${address}:${number}` }
}

/** Read anew for every look: a laptop moves, a container's file is rewritten. */
function systemResolvers(): readonly string[] {
  return new Resolver().getServers()
}
