import type { Health } from './messages.ts'
import type { Web } from './context.ts'

/** What can be said of ourselves before anything is said of others. */
export type Observer =
  /** No control target is configured: our failures cannot be told from theirs. */
  | { readonly kind: 'noControl' }
  /** No round is in yet. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'online' | 'offline'; readonly at: number; readonly reachable: number; readonly total: number }

/** The daemon tells its health every second; older than this, it is stuck or gone. */
export const healthStaleMs = 5_000

export function observerOf(web: Pick<Web, 'config' | 'health' | 'live'>): Observer {
  if (web.config().controls.targets.length === 0) return { kind: 'noControl' }
  const round = latestRound(web)
  if (round === null) return { kind: 'waiting' }
  return { kind: round.fine ? 'online' : 'offline', at: round.at, reachable: round.reachable, total: round.total }
}

/** Whether the measuring thread has been silent for too long. */
export function isSilent(health: Health, now: number): boolean {
  return now - health.at > healthStaleMs
}

/** The newest of what the daemon told and what the log holds; a restarted daemon has told nothing yet. */
function latestRound({ health, live }: Pick<Web, 'health' | 'live'>): Health['controls'] {
  const told = health().controls
  const logged = live.lastRound()
  if (logged === null || (told !== null && told.at >= logged.at)) return told
  const reachable = logged.results.filter((result) => result.reachable).length
  return { at: logged.at, fine: logged.fine, reachable, total: logged.results.length }
}
