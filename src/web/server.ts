import { createServer, type Server, type ServerOptions } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { notHttp, refuse } from './refuse.ts'

/** What a socket may cost us. Slow or idle readers are cut off; a stream of events is not, since it is an answer, not a request. */
const limits: ServerOptions = {
  /** Node's parser answers 431 beyond it. */
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
  keepAlive: true,
  noDelay: true,
  // Node would refuse with an empty body; what listens below says why.
  requireHostHeader: false,
}
/** Requests on one connection before it is closed. */
const requestsPerSocket = 1_000
const connectionsAtMost = 2_000

export interface WebServer extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly url: string
}

/** Serves a fetch function. Rejects when the address cannot be listened on. */
export async function listen(fetch: (request: Request) => Response | Promise<Response>, host: string, port: number): Promise<WebServer> {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: false, errorHandler })
  const server = createServer(limits, (incoming, outgoing) => void answer(incoming, outgoing))
  server.on('clientError', refuse)
  server.maxRequestsPerSocket = requestsPerSocket
  server.maxConnections = connectionsAtMost
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(withRemedy(error, host, port)))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
  return { url: urlOf(server, host), [Symbol.asyncDispose]: () => close(server) }
}

/** Only what could not be made a request of ends here: the app answers its own errors. */
function errorHandler(): Response {
  return Response.json(notHttp, { status: notHttp.status, headers: { 'Content-Type': 'application/problem+json', Connection: 'close' } })
}

function withRemedy(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const remedy = remedies[error.code ?? '']
  return remedy === undefined ? error : new Error(`cannot listen on ${host} port ${port}: ${remedy} (${error.message})`, { cause: error })
}

const otherHost = 'no interface of this machine has this address; correct server.host or --host, 127.0.0.1 or 0.0.0.0 always exist'
const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there; stop it, or choose another port with server.port or --port (0 takes any free one)',
  EACCES: 'this user may not; choose a port from 1024 up with server.port or --port',
  EADDRNOTAVAIL: otherHost,
  ENOTFOUND: otherHost,
}

/** Lets answers under way end for a moment, then cuts them off. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), 1_000)
  await closed
  clearTimeout(cut)
}

function urlOf(server: Server, host: string): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server that listens on a TCP port has no address')
  const named =
    host === '0.0.0.0' || host === '::'
      ? address.family === 'IPv6'
        ? '[::1]'
        : '127.0.0.1'
      : address.family === 'IPv6'
        ? `[${address.address}]`
        : address.address
  return `http://${named}:${address.port}`
}
