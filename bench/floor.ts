import { connect as netConnect } from 'node:net'
import { connect as tlsConnect, createSecureContext } from 'node:tls'
import { Client } from 'undici'

/** What one floor look measured, so that nobody can say the floor did less. */
export interface FloorLook {
  readonly status: number
  readonly bytes: number
  readonly connectMs: number
  readonly handshakeMs: number
  readonly firstByteMs: number
  readonly totalMs: number
}

/**
 * The bare floor: undici, a fresh connection, phases timed, the body read; no method, no classification, no store.
 * One TLS context for all looks, as the product has.
 */
export function createFloor(ca: string | null): (url: string) => Promise<FloorLook> {
  const secureContext = createSecureContext(ca === null ? {} : { ca })
  return async (url) => {
    const { origin, hostname, port, protocol } = new URL(url)
    const began = performance.now()
    let connected = 0
    let shaken = 0
    const client = new Client(origin, {
      allowH2: false,
      pipelining: 1,
      connect: (_options, done) => {
        const socket = netConnect({ host: hostname, port: Number(port), noDelay: true })
        socket.once('error', (error) => done(error, null))
        socket.once('connect', () => {
          connected = performance.now()
          if (protocol === 'http:') {
            done(null, socket)
            return
          }
          const secure = tlsConnect({ socket, secureContext, host: hostname, ALPNProtocols: ['http/1.1'] })
          secure.once('error', (error) => done(error, null))
          secure.once('secureConnect', () => {
            shaken = performance.now()
            done(null, secure)
          })
        })
      },
    })
    try {
      const { statusCode, body } = await client.request({ path: '/', method: 'GET', signal: AbortSignal.timeout(10_000) })
      const first = performance.now()
      const bytes = (await body.arrayBuffer()).byteLength
      return {
        status: statusCode,
        bytes,
        connectMs: connected - began,
        handshakeMs: shaken === 0 ? 0 : shaken - connected,
        firstByteMs: first - (shaken === 0 ? connected : shaken),
        totalMs: performance.now() - began,
      }
    } finally {
      await client.destroy()
    }
  }
}
