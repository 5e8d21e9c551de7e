import { roundBook } from '../core/effective.ts'
import { knownBy } from '../core/interval.ts'
import type { LogItem } from '../core/log.ts'
import type { Observation } from '../core/observation.ts'
import type { Controls } from '../core/site.ts'
import { createControlLine } from './control-line.ts'
import { checked } from './fate.ts'
import type { ObserverEvent } from './happening.ts'
import { createLine, type Line, type Setting, type Simulated, type Terms } from './line.ts'
import { createRace } from './race.ts'
import { createRandom } from './random.ts'

export interface HistoryOptions {
  /** The same seed and options give the same history. */
  readonly seed: string
  /** When the daemon was first started, UTC ms. */
  readonly from: number
  readonly vantageId: string
  /** Without targets nothing is controlled. */
  readonly controls: Controls
  /** From one regular control round to the next, ms: five minutes, as the daemon keeps it (R15), unless told. */
  readonly controlEveryMs?: number
  /** `system` with zeros unless told; constant. */
  readonly clock?: Setting['clock']
  readonly monitors: readonly Simulated[]
  /** What befalls us: ascending, each over before the next begins. */
  readonly observer?: readonly ObserverEvent[]
}

/** A past that never was: looks and control rounds as a daemon would have recorded them. It holds no more than what goes on now. */
export interface History {
  /**
   * The next items, made as they are taken, in order of arrival: each arrives when its look or round ends. It ends before the first that
   * arrives at `to` or later; asked again, it goes on from there.
   */
  until(to: number): IterableIterator<LogItem>
  /** The same, for whoever keeps no item: each is overwritten when the next is taken. A fresh one for each look takes longer than the look. */
  passing(to: number): IterableIterator<LogItem>
  /** Looks that begin at `now` or later carry these terms, and the next comes soon: target or expectation changed. `now`: where `until` ended. */
  rebase(monitorId: string, terms: Terms, now: number): void
  /** What the method finds in the items that were taken, by monitor: to derive it from them again would take as long as making them. */
  found(): readonly FoundLine[]
}

/** `newest`: which of the items taken, from 0 on, is the monitor's newest look; -1: it has none. */
export type FoundLine = ReturnType<Line['found']> & { readonly newest: number }

/** Throws a RangeError for monitors or events that cannot be simulated. */
export function createHistory(options: HistoryOptions): History {
  const { from, seed, controls } = options
  const observer = checked(options.observer ?? [], 'observer')
  const setting: Setting = {
    seed,
    from,
    vantageId: options.vantageId,
    controlled: controls.targets.length > 0,
    clock: options.clock ?? { source: 'system', offsetMs: 0, uncertaintyMs: 0 },
    offline: observer.filter(({ kind }) => kind === 'offline'),
  }
  const ids = options.monitors.map(({ monitor }) => monitor.id)
  const lines = options.monitors.map((simulated) => createLine(simulated, setting))
  const control = createControlLine(controls, setting, options.controlEveryMs ?? 300_000)
  const runs = daemonRuns(from, observer)
  const race = createRace(lines.length + 2)
  // Runners after the lines.
  const controlRunner = lines.length
  const daemonRunner = lines.length + 1
  const boots = createRandom(`${seed}/boots`)
  const waiting = new Map<number, Line>()
  const lookItems: LogItem[] = []
  let rounds = roundBook()
  let boot = ''
  let counter = 0
  let run = 0
  let arrivedAt = from
  const newest = new Int32Array(lines.length).fill(-1)
  let taken = 0

  const stop = (): void => {
    for (let runner = 0; runner <= controlRunner; runner += 1) race.set(runner, Number.POSITIVE_INFINITY)
  }
  const start = (now: number): void => {
    boot = [boots.bits(), boots.bits()].map((bits) => bits.toString(16).padStart(8, '0')).join('')
    counter = 0
    for (const [runner, line] of lines.entries()) {
      line.hurry(now, false)
      race.set(runner, line.moveAt)
    }
    control.restart(now)
    race.set(controlRunner, control.moveAt)
  }

  const moveDaemon = (now: number): null => {
    if (run % 2 === 0) start(now)
    else stop()
    run += 1
    race.set(daemonRunner, runs[run] ?? Number.POSITIVE_INFINITY)
    return null
  }

  const moveControl = (now: number): LogItem | null => {
    if (!control.busy) {
      control.begin()
      race.set(controlRunner, control.moveAt)
      return null
    }
    const round = control.observe(boot, counter++)
    race.set(controlRunner, control.moveAt)
    rounds.append(round)
    if (rounds.all().length > 2 * keptRounds) rounds = roundBook(rounds.all().slice(-keptRounds))
    for (const [runner, line] of waiting) follow(runner, line, null, now)
    return { type: 'control', round }
  }

  const moveLine = (runner: number, line: Line, now: number): LogItem | null => {
    if (!line.busy) {
      line.begin()
      race.set(runner, line.moveAt)
      return null
    }
    const observation = line.observe(boot, counter++)
    if (observation.outcome === 'down' && observation.controlled) {
      control.need(knownBy(observation))
      race.set(controlRunner, control.moveAt)
    }
    follow(runner, line, observation, now)
    return (lookItems[runner] ??= { type: 'observation', observation })
  }

  const follow = (runner: number, line: Line, seen: Parameters<Line['follow']>[0], now: number): void => {
    line.follow(seen, rounds, now)
    race.set(runner, line.moveAt)
    if (line.waits()) waiting.set(runner, line)
    else if (waiting.size > 0) waiting.delete(runner)
  }

  race.set(daemonRunner, runs[0] ?? Number.POSITIVE_INFINITY)
  function* passing(to: number): Generator<LogItem> {
    for (let now = race.at(); now < to; now = race.at()) {
      const runner = race.first()
      const line = lines[runner]
      const item = line !== undefined ? moveLine(runner, line, now) : runner === controlRunner ? moveControl(now) : moveDaemon(now)
      if (item === null) continue
      arrivedAt = now
      if (line !== undefined) newest[runner] = taken
      taken += 1
      yield item
    }
  }
  return {
    passing,
    *until(to) {
      for (const item of passing(to)) yield item.type === 'observation' ? kept(item.observation) : item
    },
    rebase(monitorId, terms, now) {
      const runner = ids.indexOf(monitorId)
      const line = lines[runner]
      if (line === undefined) throw new RangeError(`no monitor ${monitorId} in this history`)
      line.rebase(terms)
      // While the daemon is off nothing is planned; it begins with these terms.
      if (run % 2 === 0) return
      line.hurry(now, true)
      race.set(runner, line.moveAt)
    },
    found: () => lines.map((line, runner) => Object.assign({}, line.found(rounds, arrivedAt), { newest: newest[runner] ?? -1 })),
  }
}

function kept(look: Observation): LogItem {
  return { type: 'observation', observation: { ...look, timings: { ...look.timings } } }
}

// A look is decided by the first round after it, and rounds begin at most every 5 s (as src/core/replay-draft.ts keeps them).
const keptRounds = 256

/** Starts and stops of the daemon in turn. */
function daemonRuns(from: number, observer: readonly ObserverEvent[]): readonly number[] {
  return [from, ...observer.filter((event) => event.kind === 'off').flatMap((off) => [off.from, off.to])]
}
