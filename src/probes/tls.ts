import type { Socket } from 'node:net'
import type { TlsTarget } from '../core/monitor.ts'
import { type Budget, startBudget } from './budget.ts'
import { open, readingOf } from './open.ts'
import type { Probe } from './probe.ts'
import { connectionOnly } from './wire.ts'

/** A handshake and nothing after it: the certificate, the version, the cipher. */
export const probeTls: Probe<TlsTarget> = async (target, context) => {
  const startedAt = context.clock.elapsed()
  const at = context.clock.now()
  using budget = startBudget(context)
  const { serverName, tls: settings } = target
  const opened = await open(context.net, { ...target, tls: { serverName, settings, alpn: [] } }, budget)
  const totalMs = context.clock.elapsed() - startedAt
  context.offer?.(() => connectionOnly(target.url, at, opened, opened.failure))
  if (opened.socket) await closeGently(opened.socket, budget)
  return readingOf(opened, totalMs)
}

/** Lets the last message of the handshake out, so that the server does not log a broken one at every look. */
function closeGently(socket: Socket, budget: Budget): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel()
      socket.destroy()
      resolve()
    }
    const cancel = budget.onSpent(() => queueMicrotask(finish))
    socket.once('error', finish)
    socket.once('close', finish)
    socket.end(finish)
  })
}
