import { type Clock, systemClock } from '../clock.ts'
import { targetFromUrl } from '../config/target.ts'
import { classify } from '../core/classify.ts'
import { plainExpectation } from '../core/expectation.ts'
import type { Monitor, Target } from '../core/monitor.ts'
import { boundBacktracking } from '../engine.ts'
import { probes } from '../probes/index.ts'
import { createNet } from '../probes/net.ts'
import { bodyCapBytes, probeTarget, wantsReply } from '../probes/settings.ts'
import { UsageError } from './command.ts'
import type { OneLook } from './probe-json.ts'

/** What to look at, and how. `monitorId` is null for a bare URL. */
export type Plan = Pick<Monitor, 'target' | 'expect' | 'timeoutMs'> & { readonly monitorId: string | null }

/** A bare URL, with what a monitor expects that says nothing of its own; bad usage where it cannot be read. */
export function planForUrl(url: string): Plan {
  const read = targetFromUrl(url)
  if ('fault' in read) throw new UsageError(read.fault)
  return { monitorId: null, target: read.target, expect: plainExpectation(read.target.kind), timeoutMs: 30_000 }
}

/** One look, as the daemon makes it, without its control round. */
export async function lookNow(plan: Plan, userAgent: string, signal: AbortSignal): Promise<OneLook> {
  const { expect, target, timeoutMs } = plan
  const clock: Clock = systemClock()
  const context = { clock, net: createNet(), timeoutMs, signal, userAgent, bodyCapBytes, wantsReply: wantsReply(expect) }
  boundBacktracking()
  const at = clock.now()
  const reading = await probeTarget(probes, target.kind, target, context)
  return { ...plan, at, reading, judgement: classify(reading, expect, at) }
}

/** Secrets that stand in a URL of the command line. */
export function secretsOf(target: Target): readonly string[] {
  if (target.kind !== 'http' || target.auth === null) return []
  return [target.auth.kind === 'basic' ? target.auth.password : target.auth.token]
}
