import type { TlsTarget } from '../core/monitor.ts'
import { startBudget } from './budget.ts'
import { open, readingOf } from './open.ts'
import type { Probe } from './probe.ts'

/** A handshake and nothing after it: the certificate, the version, the cipher. */
export const probeTls: Probe<TlsTarget> = async (target, context) => {
  const startedAt = context.clock.elapsed()
  using budget = startBudget(context)
  const { serverName, tls: settings } = target
  const opened = await open(context.net, { ...target, tls: { serverName, settings, alpn: [] } }, budget)
  opened.socket?.destroy()
  return readingOf(opened, context.clock.elapsed() - startedAt)
}
