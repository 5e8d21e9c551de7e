import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { httpParts } from './http-parts.ts'

export interface TargetServer extends AsyncDisposable {
  readonly port: number
  /** Connections that are open now. */
  readonly open: () => number
  /** Connections so far. */
  readonly accepted: () => number
  /** Bytes written to all connections so far that the peer took or the system buffered. */
  readonly bytesSent: () => number
}

/** Plays the part that the request's path names (http-parts.ts), over TCP, or over TLS when `tls` is given. */
export function startHttpTarget(tls?: TlsOptions): Promise<TargetServer> {
  return start((socket) => playHttp(socket), tls)
}

/** Runs `behave` on every connection. */
export function startTcpTarget(behave: (socket: Socket) => void, tls?: TlsOptions): Promise<TargetServer> {
  return start(behave, tls)
}

/** A port where nothing listens. */
export async function closedPort(): Promise<number> {
  const target = await startTcpTarget(() => {})
  await target[Symbol.asyncDispose]()
  return target.port
}

export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port')
  return address.port
}

function playHttp(socket: Socket): void {
  let head = ''
  const read = (chunk: Buffer): void => {
    head += chunk.toString('latin1')
    if (!head.includes('\r\n\r\n')) return
    socket.off('data', read)
    socket.resume()
    const url = new URL(head.split(' ')[1] ?? '/', 'http://target.test')
    const part = httpParts[`/${url.pathname.split('/')[1]}`]
    if (part) part(socket, { head, url })
    else socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
  }
  socket.on('data', read)
}

async function start(behave: (socket: Socket) => void, tls?: TlsOptions): Promise<TargetServer> {
  const open = new Set<Socket>()
  let accepted = 0
  let sentBefore = 0
  const rawByPort = new Map<number | undefined, Socket>()
  const raw = (socket: Socket): void => {
    accepted += 1
    open.add(socket)
    rawByPort.set(socket.remotePort, socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sentBefore += socket.bytesWritten
      open.delete(socket)
    })
  }
  const secured = (socket: Socket): void => {
    socket.on('error', () => {})
    // Node resets TCP sockets only; under TLS the one below has to.
    const below = rawByPort.get(socket.remotePort)
    if (tls && below) socket.resetAndDestroy = () => below.resetAndDestroy()
    behave(socket)
  }
  const server: Server = tls ? createTlsServer(tls, secured) : createTcpServer(secured)
  server.on('connection', raw)
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server),
    open: () => open.size,
    accepted: () => accepted,
    bytesSent: () => [...open].reduce((sum, socket) => sum + socket.bytesWritten, sentBefore),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
