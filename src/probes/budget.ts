import type { Clock } from '../clock.ts'
import { type Failure, type FailureCode, failure, type Phase } from '../core/failure.ts'

/** What is left of one look: every layer ends by itself once it is spent. */
export interface Budget {
  readonly clock: Clock
  readonly spent: () => boolean
  /** ms left, never negative. */
  readonly leftMs: () => number
  /** Calls `end` once when the budget is spent (at once if it is); the answer takes the call back. */
  readonly onSpent: (end: () => void) => () => void
  /** The failure of a look that ended in a phase because its budget was spent, whichever way that came about. */
  readonly failure: (code: FailureCode, doing: string, phase?: Phase) => Failure
}

/**
 * One timer for a whole look, and a place among those that the daemon's stopping ends. An `AbortSignal` of its own per look was
 * measurably dearer, and `AbortSignal.any` on a signal that lives as long as the daemon grows with every look.
 */
export function startBudget(limits: { clock: Clock; timeoutMs: number; signal: AbortSignal }): Budget & Disposable {
  const { clock, timeoutMs, signal } = limits
  const startedAt = clock.elapsed()
  // Rarely more than one: a layer that waits.
  let waiting: readonly (() => void)[] = []
  let spent = signal.aborted
  const end = (): void => {
    spent = true
    const calls = waiting
    waiting = []
    for (const call of calls) call()
  }
  const timer = setTimeout(end, timeoutMs)
  const leave = onAbort(signal, end)
  return {
    clock,
    spent: () => spent,
    leftMs: () => (spent ? 0 : Math.max(0, timeoutMs - (clock.elapsed() - startedAt))),
    onSpent(call) {
      if (spent) {
        call()
        return () => {}
      }
      waiting = [...waiting, call]
      return () => {
        waiting = waiting.filter((one) => one !== call)
      }
    },
    failure(code, doing, phase) {
      // Whoever stops the daemon must not make services look down.
      if (signal.aborted) return failure('observer_offline', 'the observer was stopping')
      return failure(code, `${doing} within ${timeoutMs} ms`, phase)
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      leave()
      waiting = []
    },
  }
}

/** Who waits for a signal: one listener for all of them, there while somebody does. Each listener more looks through all the others. */
interface Waiting {
  readonly calls: Set<() => void>
  readonly tell: () => void
}
const waitingFor = new WeakMap<AbortSignal, Waiting>()

/** Calls `call` when the signal aborts; the answer takes that back. */
function onAbort(signal: AbortSignal, call: () => void): () => void {
  const { calls, tell } = waitingFor.get(signal) ?? newlyWaiting(signal)
  if (calls.size === 0) signal.addEventListener('abort', tell)
  calls.add(call)
  return () => {
    calls.delete(call)
    if (calls.size === 0) signal.removeEventListener('abort', tell)
  }
}

function newlyWaiting(signal: AbortSignal): Waiting {
  const calls = new Set<() => void>()
  const tell = (): void => {
    for (const call of calls) call()
  }
  const waiting = { calls, tell }
  waitingFor.set(signal, waiting)
  return waiting
}
