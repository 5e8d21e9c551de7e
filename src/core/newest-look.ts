import type { MonitorState } from './state.ts'

/** Start of the newest known look that a monitor's state holds, UTC ms; null before the first. */
export function newestLookAt(state: MonitorState): number | null {
  const starts = [state.run?.at, ...state.pending.map(({ at }) => at)].filter((at) => at !== undefined)
  return starts.length === 0 ? null : Math.max(...starts)
}
