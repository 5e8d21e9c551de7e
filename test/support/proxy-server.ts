import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { portOf } from './target-server.ts'

export interface Proxy extends AsyncDisposable {
  readonly url: string
  /** `METHOD address credentials`, so far. */
  readonly asked: readonly string[]
}
export interface Refusal {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A forward proxy that does what it should, for plain requests and for tunnels, unless it refuses everything. */
export async function startProxy(refusal: Refusal | null = null): Promise<Proxy> {
  const asked: string[] = []
  const note = ({ method, url, headers }: IncomingMessage): void => {
    asked.push(`${method} ${url} ${headers['proxy-authorization'] ?? ''}`.trim())
  }
  const server = createServer((request, response) => {
    note(request)
    if (refusal) response.writeHead(refusal.status, refusal.headers).end('refused')
    else forward(request, response)
  })
  server.on('connect', (request, socket) => {
    note(request)
    if (refusal) socket.end(`HTTP/1.1 ${refusal.status} No\r\nContent-Length: 0\r\n\r\n`)
    else tunnel(request.url ?? '', socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function forward(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '')
  const onward = connect(Number(url.port), url.hostname, () => {
    onward.write(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`)
  })
  if (response.socket) onward.pipe(response.socket)
  onward.on('error', () => response.writeHead(502).end())
}

function tunnel(authority: string, socket: Duplex): void {
  const { hostname, port } = new URL(`http://${authority}`)
  const onward = connect(Number(port), hostname, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    onward.pipe(socket).pipe(onward)
  })
  onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
  onward.on('close', () => socket.end())
  socket.on('error', () => onward.destroy())
  socket.on('finish', () => socket.destroy())
}
