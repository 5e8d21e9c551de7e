import type { Socket } from 'node:net'
import { type Failure, failure } from '../core/failure.ts'
import type { IpVersion } from '../core/monitor.ts'
import type { Budget } from './budget.ts'
import { errorCode } from './failure-map.ts'
import { basicAuth, percentDecoded } from './credentials.ts'
import { createHeadReader } from './http-head.ts'
import { requestHead } from './http-request.ts'
import type { Net } from './net.ts'
import { receive } from './receive.ts'
import { type Destination, type Opened, open, wholeMs } from './open.ts'

/** The way to a target through an HTTP proxy: a tunnel for TLS, the proxy's own connection for plain HTTP. */
export async function openThroughProxy(net: Net, proxy: URL, to: Destination, budget: Budget): Promise<Opened> {
  const opened = await open(net, proxyDestination(proxy, to.ipVersion), budget)
  if (!opened.socket) return { ...opened, failure: blamed(opened.failure) }
  if (!to.tls) return opened
  const startedAt = budget.clock.elapsed()
  const refusal = await tunnel(opened.socket, proxy, to, budget)
  const connectMs = (opened.connectMs ?? 0) + (wholeMs(budget.clock.elapsed() - startedAt) ?? 0)
  if (refusal) {
    opened.socket.destroy()
    return { ...opened, connectMs, socket: null, failure: refusal }
  }
  const secured = await net.handshake(opened.socket, to.tls, budget)
  const after = { ...opened, connectMs, tls: secured.tls, peer: secured.peer, handshakeMs: wholeMs(secured.tookMs) }
  return secured.ok ? { ...after, socket: secured.value } : { ...after, socket: null, failure: secured.failure }
}

/** `Proxy-Authorization`, when the proxy's URL holds credentials. */
export function proxyHeaders(proxy: URL): readonly (readonly [string, string])[] {
  if (proxy.username === '') return []
  return [['Proxy-Authorization', basicAuth(percentDecoded(proxy.username), percentDecoded(proxy.password))]]
}

/**
 * Whether an answer to a plain request was the proxy's own word and not the service's. 407 always is; a gateway error is
 * when the proxy says so (RFC 9209, or Squid's own header): a service behind a gateway of its own answers 502 as well.
 */
export function isProxyAnswer(status: number, headers: readonly (readonly [string, string])[]): boolean {
  if (status === 407) return true
  return status >= 500 && headers.some(([name]) => /^(?:proxy-status|x-squid-error)$/i.test(name))
}

function proxyDestination(proxy: URL, ipVersion: IpVersion): Destination {
  return { host: proxy.hostname.replace(/^\[|\]$/g, ''), port: Number(proxy.port || 80), ipVersion, tls: null }
}

function blamed(fault: Failure | null): Failure {
  // Already unknown and more precise: our network or our resolver, not the proxy.
  if (fault?.phase === 'observer') return fault
  return failure('observer_proxy', `the proxy cannot be reached (${fault?.code ?? 'internal'})`)
}

/** Null when the tunnel stands. Whatever else the proxy says, we could not tell: it may be its fault or the service's. */
function tunnel(socket: Socket, proxy: URL, to: Destination, budget: Budget): Promise<Failure | null> {
  const authority = `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}`
  const request = requestHead({ method: 'CONNECT', path: authority, headers: [['Host', authority], ...proxyHeaders(proxy)], body: null })
  if (request === null) return Promise.resolve(failure('internal', 'the proxy cannot be asked: a character that HTTP forbids'))
  return new Promise((resolve) => {
    const heads = createHeadReader()
    const finish = (refusal: Failure | null): void => {
      cancel()
      socket.off('bytes', read).off('end', closed).off('close', closed).off('error', failed)
      resolve(refusal)
    }
    const read = (bytes: Buffer): void => {
      const found = heads.read(bytes, 0)
      if (found === null) return
      if ('code' in found) return finish(broke(found.code))
      // What the service already said belongs to whoever reads next.
      if (found.rest.length > 0) socket.unshift(found.rest)
      const { status } = found.head
      finish(status < 300 ? null : refused(status))
    }
    const closed = (): void => finish(broke('ECONNRESET'))
    const failed = (error: unknown): void => finish(broke(errorCode(error)))
    const cancel = budget.onSpent(() => queueMicrotask(() => finish(budget.failure('observer_proxy', 'the proxy did not open a tunnel'))))
    if (socket.destroyed || socket.readableEnded) return closed()
    socket.on('end', closed).on('close', closed).on('error', failed)
    receive(socket, read)
    socket.write(request, 'latin1')
  })
}

function refused(status: number): Failure {
  return failure('observer_proxy', `the proxy answered ${status}`)
}

function broke(code: string): Failure {
  return failure('observer_proxy', `the proxy broke the connection (${code})`)
}
