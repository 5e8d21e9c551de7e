import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Settles V8 for as long as looks are judged, once what the first page needs is loaded. Not earlier: Node brings its own modules compiled,
 * and what was compiled at the last start is kept, but V8 takes neither once a flag differs, and that was a third of the time to the first
 * page. For the same reason what was compiled so far is written down before.
 */
export function settleEngine(): void {
  flushCompileCache()
  boundBacktracking()
  dropGarbage()
  boundHeap()
}

/**
 * How much garbage may lie about. A look leaves some 50 kB behind, a fifth of which outlives the young generation whatever its size, because
 * handles of sockets are let go of late. Figures: 2,000 HTTP monitors every 20 s.
 */
export function boundHeap(): void {
  // In every thread. By itself V8 let the old generation of this one grow from 20 MB alive to 84 MB before it collected it; at half as much
  // again as is alive, and with the young generation below, 26 to 50 MB less were resident. It is then collected every 10 s or so.
  setFlagsFromString('--heap-growing-percent=50')
  widenYoungGeneration()
}

/**
 * Lets the young generation of this thread grow once, to 2 MB, and then no more. At 1 MB it was collected 7 times a second, and collecting took
 * 22 % of the thread's time. At 4 MB the process took 2 to 3 % more CPU than at 2 and held 10 MB more, at 8 MB 20 to 30 % more: what is made
 * next is then no longer in the processor's caches. With room to grow as it likes it held 90 of 400 MB resident.
 */
function widenYoungGeneration(): void {
  const collect = exposedGc()
  setFlagsFromString('--semi-space-growth-factor=2')
  // V8 widens it at a collection after more survived than it holds.
  let alive: unknown = null
  for (let turn = 0; turn < 3; turn += 1) {
    alive = [alive, Array.from({ length: 20_000 }, (_, i) => ({ i }))]
    collect({ type: 'minor' })
  }
  setFlagsFromString('--semi-space-growth-factor=1')
}

/**
 * From now on a regular expression of a user that would backtrack for ever is run by the linear engine instead. Never to be unset: V8 aborts
 * the process when an expression that was made with the flag meets an engine without it.
 */
export function boundBacktracking(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
}

/**
 * Collects in full what starting has left behind in this thread, and gives the room back: V8 lets a heap grow to a multiple of what was
 * alive at the last full collection, and none may come for hours; and a young generation that grew meanwhile does not shrink by itself.
 * With 2,000 monitors it takes 100 ms and frees as many MB.
 */
export function dropGarbage(): void {
  exposedGc()({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** V8's own `gc` function; it does nothing where this V8 has none. */
function exposedGc(): (options: Readonly<Record<string, string>>) => void {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  // What is compiled under one flag more would be refused at the next start.
  setFlagsFromString('--no-expose-gc')
  return (options) => void (typeof gc === 'function' && gc(options))
}
