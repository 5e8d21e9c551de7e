import type { Duplex } from 'node:stream'
import { type Problem, problem } from './problem.ts'

/** An error of Node's HTTP parser or of its clock for requests. */
export interface ParserError extends Error {
  readonly code?: string
  /** What the parser had in hand when it gave up. */
  readonly rawPacket?: Buffer
}

/** Answers what never became a request as RFC 9457 says, and closes. */
export function refuse(error: ParserError, socket: Duplex): void {
  // A peer that reset cannot be told anything.
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const told = problemOf(error)
  const body = JSON.stringify(told)
  const head = [
    `HTTP/1.1 ${told.status} ${told.title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Access-Control-Allow-Origin: *',
    'Cache-Control: no-store',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

export const notHttp = problem(400, 'This is not a valid HTTP/1.1 request.')

function problemOf(error: ParserError): Problem {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return problem(408, 'The request took too long to arrive.')
  if (error.code !== 'HPE_HEADER_OVERFLOW') return notHttp
  return isLongAddress(error.rawPacket) ? problem(414, 'The address is too long.') : problem(431, 'The headers are too large.')
}

/** Whether a request line fills what came; one that came in several pieces counts as too large headers. */
function isLongAddress(packet: Buffer | undefined): boolean {
  return packet !== undefined && /^[A-Z]+ [^\s]{8192}/.test(packet.toString('latin1'))
}
