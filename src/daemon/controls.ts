import type { Clock } from '../clock.ts'
import { failure } from '../core/failure.ts'
import type { ControlResult, ControlRound } from '../core/observation.ts'
import type { Controls, ControlTarget } from '../core/site.ts'
import type { ProbeContext, ProbeRegistry } from '../probes/probe.ts'

export interface ControlsOptions {
  readonly clock: Clock
  readonly boot: string
  readonly vantageId: () => string
  readonly nextCounter: () => number
  /** The controls in force; asked before every round. */
  readonly controls: () => Controls
  /** Tries one target; never rejects, and ends within `roundMs`. */
  readonly reach: (target: ControlTarget, signal: AbortSignal) => Promise<ControlResult>
  readonly record: (round: ControlRound) => void
}

/** Says whether it was us (R15). */
export interface ControlRunner {
  /** A raw down look was over by `b` (UTC ms): a round that begins after it must follow. */
  need(b: number): void
  /** The controls in force have changed. */
  reconsider(): void
  /** Runs rounds until aborted; the first at once. */
  run(signal: AbortSignal): Promise<void>
  last(): ControlRound | null
}

/** A round takes this long at most. */
export const roundMs = 5_000
const regularMs = 300_000
const soonestMs = 5_000
// A request for an instant farther ahead than this was made before the clock was set back: no round would ever satisfy it.
const farAheadMs = 60_000

export function createControls(options: ControlsOptions): ControlRunner {
  const { clock, controls } = options
  let neededAfter: number | null = null
  let last: ControlRound | null = null
  let alarm = new AbortController()

  const wake = (): void => alarm.abort()

  /** ms until the next round may and must begin, given when the last one did. */
  const waitMs = (beganAt: number | null): number => {
    if (controls().targets.length === 0) return regularMs
    if (beganAt === null) return 0
    const sinceMs = clock.elapsed() - beganAt
    if (neededAfter === null) return regularMs - sinceMs
    return Math.min(regularMs - sinceMs, Math.max(soonestMs - sinceMs, neededAfter + 1 - clock.now()))
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    const { required, targets } = controls()
    const at = clock.now()
    if (neededAfter !== null && (neededAfter < at || neededAfter > at + farAheadMs)) neededAfter = null
    const beganAt = clock.elapsed()
    const results = await Promise.all(targets.map((target) => options.reach(target, signal)))
    // Cut short by our own stop, it says nothing about the network.
    if (signal.aborted) return
    const { boot, vantageId, nextCounter } = options
    const fine = results.filter(({ reachable }) => reachable).length >= required
    last = {
      vantageId: vantageId(),
      boot,
      counter: nextCounter(),
      at,
      durationMs: Math.ceil(clock.elapsed() - beganAt),
      fine,
      required,
      results,
    }
    options.record(last)
  }

  return {
    last: () => last,
    reconsider: wake,
    need(b) {
      if (neededAfter !== null && neededAfter >= b && neededAfter <= clock.now() + farAheadMs) return
      neededAfter = b
      wake()
    },
    async run(signal) {
      signal.addEventListener('abort', wake)
      let beganAt: number | null = null
      while (!signal.aborted) {
        alarm = new AbortController()
        const pauseMs = waitMs(beganAt)
        if (pauseMs > 0) {
          await clock.sleep(pauseMs, alarm.signal)
          continue
        }
        beganAt = clock.elapsed()
        await round(signal)
      }
    },
  }
}

/** Reaches a control by the probes: TCP connects; for https, TLS verifies against the name as well. */
export function reachBy(probes: ProbeRegistry, context: Omit<ProbeContext, 'timeoutMs' | 'signal'>): ControlsOptions['reach'] {
  return async (target, signal) => {
    const startedAt = context.clock.elapsed()
    const asked = { ...context, timeoutMs: roundMs, signal, wantsReply: false }
    const { host, port, url } = target
    const connect = { url, host, port, ipVersion: 'any' } as const
    const done = (ended: ControlResult['failure']): ControlResult => ({
      target: url,
      reachable: ended === null,
      durationMs: Math.ceil(context.clock.elapsed() - startedAt),
      failure: ended,
    })
    try {
      const tls = { verify: true, ca: null, cert: null, key: null }
      const reading =
        target.kind === 'https'
          ? await probes.tls({ kind: 'tls', ...connect, serverName: host, tls }, asked)
          : await probes.tcp({ kind: 'tcp', ...connect, send: null }, asked)
      return done(reading.failure)
    } catch {
      return done(failure('internal', 'a bug of ours kept this control from being tried'))
    }
  }
}
