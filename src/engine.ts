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
  // What a look leaves behind is garbage at once: a young generation that stays small costs no measurable time here, and one that may
  // grow as it likes held 90 of 400 MB resident with 2,000 monitors.
  setFlagsFromString('--semi-space-growth-factor=1')
  dropGarbage()
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
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  if (typeof gc === 'function') gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  // What is compiled under one flag more would be refused at the next start.
  setFlagsFromString('--no-expose-gc')
}
