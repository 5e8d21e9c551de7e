import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'

/**
 * Settings of V8 for as long as looks are judged; for good, and before the first judgement. Not earlier: Node brings its own modules
 * compiled, and what was compiled at the last start is kept, but V8 takes neither once a flag differs. That was a third of the time to the
 * first page. For the same reason what was compiled so far is written down first, as it came without flags and will be asked for without.
 */
export function settleEngine(): void {
  flushCompileCache()
  // A regular expression of a user that would backtrack for ever is run by the linear engine instead. Never to be unset: V8 aborts the
  // process when an expression made with the flag meets an engine without it.
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
  // What a look leaves behind is garbage at once: a young generation that stays small costs no measurable time here, and one that may
  // grow as it likes held 90 of 400 MB resident with 2,000 monitors.
  setFlagsFromString('--semi-space-growth-factor=1')
}
