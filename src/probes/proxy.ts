import { request as startRequest } from 'node:http'
import type { Socket } from 'node:net'
import { type Failure, failure } from '../core/failure.ts'
import type { IpVersion } from '../core/monitor.ts'
import type { Budget } from './budget.ts'
import { errorCode } from './failure-map.ts'
import { basicAuth, percentDecoded } from './credentials.ts'
import type { Net } from './net.ts'
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
  const after = { ...opened, connectMs, tls: secured.tls, handshakeMs: wholeMs(secured.tookMs) }
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
  return new Promise((resolve) => {
    const headers = [['Host', authority] as const, ...proxyHeaders(proxy)].flat()
    const request = startRequest({ createConnection: () => socket, method: 'CONNECT', path: authority, headers, setDefaultHeaders: false })
    const finish = (refusal: Failure | null): void => {
      cancel()
      resolve(refusal)
    }
    const cancel = budget.onSpent(() => queueMicrotask(() => finish(budget.failure('observer_proxy', 'the proxy did not open a tunnel'))))
    request.on('error', (error) => finish(failure('observer_proxy', `the proxy broke the connection (${errorCode(error)})`)))
    request.on('response', (answer) => finish(refused(answer.statusCode)))
    request.on('connect', (answer, _socket, head) => {
      if (head.length > 0) socket.unshift(head)
      finish(answer.statusCode !== undefined && answer.statusCode >= 200 && answer.statusCode < 300 ? null : refused(answer.statusCode))
    })
    request.end()
  })
}

function refused(status: number | undefined): Failure {
  return failure('observer_proxy', `the proxy answered ${status ?? 'nothing'}`)
}
