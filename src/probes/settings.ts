import type { Expectation, Target, TargetKind } from '../core/monitor.ts'
import type { Reading } from '../core/reading.ts'
import type { ProbeContext, ProbeRegistry } from './probe.ts'

/** Body that is read at most: 1 MiB, decoded. */
export const bodyCapBytes = 1_048_576

/** Whether a TCP look must wait for a reply, because the expectation judges one. */
export function wantsReply({ contains, excludes, matches }: Expectation): boolean {
  return contains.length + excludes.length + matches.length > 0
}

/** One look by the probe of the target's kind; the type parameter ties the two together. */
export function probeTarget<K extends TargetKind>(
  probes: ProbeRegistry,
  kind: K,
  target: Extract<Target, { kind: K }>,
  context: ProbeContext,
): Promise<Reading> {
  return probes[kind](target, context)
}
