import type { Clock } from '../clock.ts'
import type { Exchanged } from '../core/capture.ts'
import { classify } from '../core/classify.ts'
import { failure } from '../core/failure.ts'
import type { Monitor, Target } from '../core/monitor.ts'
import type { Observation } from '../core/observation.ts'
import type { Judgement, Reading } from '../core/reading.ts'
import type { Log } from '../log.ts'
import type { Net } from '../probes/net.ts'
import type { ProbeContext, ProbeRegistry } from '../probes/probe.ts'
import { bodyCapBytes, probeTarget, wantsReply } from '../probes/settings.ts'
import type { Kept } from './captures.ts'
import type { JudgedPage, Pages } from './pages.ts'
import type { Due } from './scheduler.ts'

/** A look as it is recorded, and what it exchanged, for as long as somebody holds it. */
export interface Look {
  readonly observation: Observation
  readonly kept: Kept | null
}

/** What all looks of one run of the daemon share. */
export interface LookContext {
  readonly clock: Clock
  readonly probes: ProbeRegistry
  readonly net: Net
  readonly log: Log
  /** Aborted when the daemon stops: looks in flight end at once. */
  readonly signal: AbortSignal
  readonly userAgent: string
  readonly boot: string
  readonly vantageId: () => string
  /** Next counter of this boot. */
  readonly nextCounter: () => number
  /** Start of the newest look that was committed, UTC ms (R16). */
  readonly newestCommittedAt: () => number
  /** Looks hold what they exchanged until they were considered for keeping. */
  readonly keepsExchanges: boolean
  /** Tells a page that works from a notice in its place. */
  readonly pages: Pages
}

/** What the configuration says about one look at the moment it begins. */
export interface LookTerms {
  readonly span: number
  readonly configHash: string
  /** Controls are configured (R15). */
  readonly controlled: boolean
}

/** A probe ends within its timeout by itself; one that is still there after this much more has a bug. */
const graceMs = 2_000

/**
 * One look's life: probe → classify → judge its page → observation. Never rejects: a probe that throws, or does not end, is a bug of ours and
 * gives `unknown`, code `internal`, logged loudly. While the clock stands before the newest committed look nothing is
 * probed: a look without a time says nothing (R16).
 */
export async function lookAt(due: Due, terms: LookTerms, context: LookContext): Promise<Look> {
  const { clock } = context
  const at = clock.now()
  const startedAt = clock.elapsed()
  const quality = clock.quality()
  const before = context.newestCommittedAt()
  const seen = at < before ? clockBehind(before - at) : await probeAndJudge(due.monitor, at, terms, context)
  const { reading, judgement, page, exchanged } = seen
  const observation: Observation = {
    monitorId: due.monitor.id,
    vantageId: context.vantageId(),
    boot: context.boot,
    counter: context.nextCounter(),
    at,
    // Up: b must not lie before the moment we knew (R1).
    durationMs: Math.ceil(clock.elapsed() - startedAt),
    uncertaintyMs: quality.uncertaintyMs,
    everyMs: due.everyMs,
    scheduledAt: due.dueAt,
    recheck: due.recheck,
    clockSource: quality.source,
    clockOffsetMs: quality.offsetMs,
    outcome: page?.outcome ?? judgement.outcome,
    failure: page === null ? judgement.failure : page.failure,
    degraded: judgement.degraded,
    rules: judgement.rules,
    reasons: [...(page?.reasons ?? []), ...judgement.reasons, ...(reading?.remarks ?? [])],
    flags: page?.flags ?? [],
    fingerprint: page?.fingerprint ?? null,
    ...terms,
    ...seenOf(due.monitor.target, reading),
  }
  return { observation, kept: exchanged === null ? null : { exchanged, http: reading?.http ?? null } }
}

interface Seen {
  readonly exchanged: (() => Exchanged) | null
  readonly reading: Reading | null
  readonly judgement: Judgement
  /** null: nothing answered, or it is no page. */
  readonly page: JudgedPage | null
}

async function probeAndJudge(monitor: Monitor, at: number, terms: LookTerms, context: LookContext): Promise<Seen> {
  let exchanged: Seen['exchanged'] = null
  const offer = context.keepsExchanges ? (made: () => Exchanged): void => void (exchanged = made) : undefined
  const probeContext = contextFor(monitor, context)
  try {
    const reading = await bounded(
      probeTarget(context.probes, monitor.target.kind, monitor.target, offer === undefined ? probeContext : { ...probeContext, offer }),
      monitor.timeoutMs + graceMs,
    )
    const judgement = classify(reading, monitor.expect, at)
    const { http } = reading
    const page = http === null || reading.failure !== null ? null : context.pages.judge({ ...terms, monitor, at, http, judgement })
    return { reading, judgement, page, exchanged }
  } catch (error) {
    context.log.error({ err: error, monitorId: monitor.id, kind: monitor.target.kind }, 'a probe failed by a bug of ours')
    return { reading: null, judgement: unseen('internal', 'a bug of ours; see the log'), page: null, exchanged: null }
  }
}

function contextFor(monitor: Monitor, { clock, net, signal, userAgent }: LookContext): ProbeContext {
  return { clock, net, signal, userAgent, timeoutMs: monitor.timeoutMs, bodyCapBytes, wantsReply: wantsReply(monitor.expect) }
}

function bounded<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the probe did not end within ${ms} ms`)), ms)
    work.finally(() => clearTimeout(timer)).then(resolve, reject)
  })
}

function clockBehind(byMs: number): Seen {
  const judgement = unseen('observer_clock', `our clock stood ${byMs} ms before the last recorded look`)
  return { exchanged: null, reading: null, judgement, page: null }
}

function unseen(code: 'internal' | 'observer_clock', message: string): Judgement {
  return { outcome: 'unknown', failure: failure(code, message), degraded: [], rules: [], reasons: [] }
}

type SeenFields = Pick<
  Observation,
  'timings' | 'status' | 'finalHost' | 'redirects' | 'bodyLength' | 'bodyTruncated' | 'address' | 'family' | 'tlsVersion' | 'certificate'
>

function seenOf(target: Target, reading: Reading | null): SeenFields {
  const http = reading?.http ?? null
  return {
    timings: reading?.timings ?? { resolveMs: null, connectMs: null, handshakeMs: null, firstByteMs: null, totalMs: 0 },
    status: http?.status ?? null,
    finalHost: http === null ? null : hostOf(target, http.finalUrl),
    redirects: Math.max(0, (reading?.hops.length ?? 0) - 1),
    bodyLength: http?.body.byteLength ?? null,
    bodyTruncated: http?.bodyTruncated ?? false,
    address: reading?.address ?? null,
    family: reading?.family ?? null,
    tlsVersion: reading?.tls?.version ?? null,
    certificate: reading?.tls?.leaf?.sha256 ?? null,
  }
}

/** Most looks end where the look before did, and parsing a URL is the dearest part of noting down what was seen. */
const hosts = new WeakMap<Target, { readonly url: string; readonly host: string | null }>()

function hostOf(target: Target, url: string): string | null {
  const known = hosts.get(target)
  if (known?.url === url) return known.host
  const host = URL.parse(url)?.hostname ?? null
  hosts.set(target, { url, host })
  return host
}
