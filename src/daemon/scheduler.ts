import type { Clock } from '../clock.ts'
import type { Monitor } from '../core/monitor.ts'
import { intervalAt, nextSlot, phaseOf } from '../core/schedule.ts'
import { createDueHeap } from './due-heap.ts'
import { createLag } from './lag.ts'

/** A look that is due. */
export interface Due {
  readonly monitor: Monitor
  /** The slot, or the recheck's own time, UTC ms. */
  readonly dueAt: number
  /** I: the interval in force, ms. */
  readonly everyMs: number
  readonly recheck: boolean
}

export interface SchedulerOptions {
  readonly clock: Clock
  /** Looks at once, at most; more wait their turn. */
  readonly maxInFlight: number
  /** Makes one look; resolves with the instant by which it was over (at + duration), so that looks of one monitor never overlap. Never rejects. */
  readonly look: (due: Due) => Promise<number>
  /** Whether the clock was stepped or the machine slept since it was last asked: then every plan is made anew. */
  readonly clockBroke: () => boolean
}

export interface SchedulerStats {
  readonly startLagP99Ms: number | null
  readonly timerLagMs: number
  readonly inFlight: number
  readonly waiting: number
  /** Since start: slots passed over because the monitor's look was still running, and times that we were not awake for one. */
  readonly skipped: number
}

export interface Scheduler {
  /** Takes over these monitors. Those in `soon`, and those it did not know, are looked at within seconds; the others keep their plan. */
  plan(monitors: readonly Monitor[], soon: ReadonlySet<string>): void
  /** Looks again at this instant (R14); null: no more. */
  recheck(monitorId: string, at: number | null): void
  /** Starts all that is due; returns the ms until the next. */
  tick(): number
  /** Ticks until aborted. */
  run(signal: AbortSignal): Promise<void>
  /** Starts nothing any more; what waits is dropped. */
  close(): void
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
  stats(): SchedulerStats
}

// Starts are grouped on this grid: at a daemon's pace most of a look's cost is waking up.
const gridMs = 100
// The timer is monotonic, slots are UTC: wake often enough to notice when the two part.
const longestSleepMs = 1_000
// First looks after start, after a reload and after a break of the clock are spread by hash over a window that is as long as their number
// asks for: 800 a second, at 0.6 ms of CPU a look, keep half a core busy and leave the other half to code that is still cold. The shortest
// lets 2,000 be recorded within 5 s of the process's start where loading takes 2 s (bench cold-looks), and yet spreads a few that share a
// host. The longest leaves two of the ten seconds, within which every monitor is looked at, to loading and to looks that wait for a place;
// with more monitors than 6,400 the rate grows.
const soonPerMs = 0.8
const shortestSoonMs = 2_500
const longestSoonMs = 8_000
// A slot that we come to later than this was missed: it is skipped and shows as a gap, never made up.
const lateMs = 2_000

interface Line {
  readonly id: string
  monitor: Monitor
  /** Next regular look. */
  nextAt: number
  recheckAt: number | null
  busy: boolean
  /** No look before this instant. */
  freeAt: number
  /** Heap entries of an older version are stale. */
  version: number
}

interface Entry {
  readonly at: number
  readonly line: Line
  readonly version: number
}

export function createScheduler({ clock, maxInFlight, look, clockBroke }: SchedulerOptions): Scheduler {
  const heap = createDueHeap<Entry>()
  const lines = new Map<string, Line>()
  const waiting: { readonly line: Line; readonly due: Due }[] = []
  const startLag = createLag()
  const timerLag = createLag()
  let inFlight = 0
  let skipped = 0
  let closed = false
  // Awake: there is nobody to wake, and an abort for nobody is dear.
  let sleepUntil = Number.NEGATIVE_INFINITY
  let alarm = new AbortController()
  let idlers: (() => void)[] = []

  const enqueue = (line: Line): void => {
    line.version += 1
    const at = Math.max(line.freeAt, Math.min(line.nextAt, line.recheckAt ?? Number.POSITIVE_INFINITY))
    heap.push({ at, line, version: line.version })
    if (at < sleepUntil) alarm.abort()
  }

  const drop = (line: Line): void => {
    line.version += 1
    lines.delete(line.id)
  }

  const finish = (line: Line, endedAt: number): void => {
    inFlight -= 1
    line.busy = false
    line.freeAt = endedAt
    const next = waiting.shift()
    if (next !== undefined) start(next.line, next.due)
    if (inFlight > 0) return
    for (const wake of idlers.splice(0)) wake()
  }

  const start = (line: Line, due: Due): void => {
    inFlight += 1
    const now = clock.now()
    startLag.add(now, now - due.dueAt)
    void look(due).then((endedAt) => finish(line, endedAt))
  }

  const admit = (line: Line, due: Due): void => {
    line.busy = true
    if (inFlight < maxInFlight) return start(line, due)
    waiting.push({ line, due })
  }

  /** What of this line is due now; its plan moves on to the next slot. */
  const take = (line: Line, now: number): void => {
    if (!line.busy && now < line.freeAt) return enqueue(line)
    const slot = passSlots(line, now)
    const recheckAt = line.recheckAt !== null && line.recheckAt <= now ? line.recheckAt : null
    // A regular look serves as the recheck, and a look in flight will ask for its own.
    if (recheckAt !== null || slot !== null) line.recheckAt = null
    enqueue(line)
    const dueAt = slot ?? recheckAt
    if (dueAt === null) return
    if (line.busy) {
      if (slot !== null) skipped += 1
      return
    }
    admit(line, { monitor: line.monitor, dueAt, everyMs: intervalAt(line.monitor.schedule, dueAt), recheck: slot === null })
  }

  /** The newest regular slot that is due and not missed, or null. */
  const passSlots = (line: Line, now: number): number | null => {
    if (line.nextAt > now) return null
    let slot: number | null = line.nextAt < now - lateMs ? null : line.nextAt
    if (slot === null) skipped += 1
    line.nextAt = nextSlot(line.monitor, Math.max(line.nextAt, now - lateMs))
    while (line.nextAt <= now) {
      if (slot !== null) skipped += 1
      slot = line.nextAt
      line.nextAt = nextSlot(line.monitor, slot)
    }
    return slot
  }

  const replan = (now: number, hurried: readonly Line[]): void => {
    const windowMs = soonWindowMs(hurried.length)
    for (const line of hurried) {
      line.nextAt = soonAt(line.monitor, now, windowMs)
      line.recheckAt = null
      // By a clock that was since stepped back, the last look may lie ahead.
      line.freeAt = Math.min(line.freeAt, now)
      enqueue(line)
    }
  }

  const tick = (): number => {
    const now = clock.now()
    if (clockBroke()) replan(now, [...lines.values()])
    for (let head = heap.peek(); head !== undefined && head.at <= now; head = heap.peek()) {
      heap.pop()
      if (head.version === head.line.version && !closed) take(head.line, now)
    }
    const next = heap.peek()
    if (next === undefined) return longestSleepMs
    const onGrid = Math.ceil(next.at / gridMs) * gridMs
    return Math.min(longestSleepMs, Math.max(1, onGrid - clock.now()))
  }

  return {
    plan(monitors, soon) {
      const now = clock.now()
      const kept = new Set(monitors.map(({ id }) => id))
      for (const line of lines.values()) if (!kept.has(line.id)) drop(line)
      const hurried = new Set(soon)
      for (const monitor of monitors) {
        const line = lines.get(monitor.id)
        if (line === undefined) {
          hurried.add(monitor.id)
          lines.set(monitor.id, { id: monitor.id, monitor, nextAt: 0, recheckAt: null, busy: false, freeAt: 0, version: 0 })
          continue
        }
        line.monitor = monitor
        line.nextAt = Math.min(line.nextAt, nextSlot(monitor, now))
        enqueue(line)
      }
      replan(
        now,
        [...lines.values()].filter(({ id }) => hurried.has(id)),
      )
    },
    recheck(monitorId, at) {
      const line = lines.get(monitorId)
      if (line === undefined || line.recheckAt === at) return
      line.recheckAt = at
      enqueue(line)
    },
    tick,
    async run(signal) {
      signal.addEventListener('abort', () => alarm.abort())
      while (!signal.aborted) {
        const waitMs = tick()
        const asleepAt = clock.elapsed()
        alarm = new AbortController()
        sleepUntil = clock.now() + waitMs
        await clock.sleep(waitMs, alarm.signal)
        sleepUntil = Number.NEGATIVE_INFINITY
        if (!alarm.signal.aborted) timerLag.add(clock.now(), Math.max(0, clock.elapsed() - asleepAt - waitMs))
      }
    },
    close() {
      closed = true
      for (const { line } of waiting.splice(0)) line.busy = false
    },
    async idle() {
      if (inFlight > 0) await new Promise<void>((resolve) => idlers.push(resolve))
    },
    stats() {
      const now = clock.now()
      return { startLagP99Ms: startLag.p99(now), timerLagMs: timerLag.worst(now), inFlight, waiting: waiting.length, skipped }
    },
  }
}

function soonWindowMs(looks: number): number {
  return Math.min(longestSoonMs, Math.max(shortestSoonMs, looks / soonPerMs))
}

/** The next regular slot, or an early look spread by hash over the window, whichever comes first. */
function soonAt(monitor: Monitor, now: number, windowMs: number): number {
  return Math.min(nextSlot(monitor, now), now + phaseOf(monitor.id, windowMs))
}
