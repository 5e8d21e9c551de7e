import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import { type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet'
import { type Failure, failure } from '../core/failure.ts'
import type { DnsType } from '../core/monitor.ts'
import type { Budget } from './budget.ts'
import { hasRoute } from './connect.ts'
import { connectFailure, errorCode, exchangeFailure, mayLackRoute } from './failure-map.ts'
import type { Address, Net } from './net.ts'

/** A DNS server by its address. */
export interface DnsServer extends Address {
  readonly port: number
  /** `192.0.2.53:53`, for people. */
  readonly label: string
}
export interface DnsQuestion {
  readonly name: string
  readonly type: DnsType
}
export type DnsAnswered = { readonly ok: true; readonly packet: DecodedPacket } | { readonly ok: false; readonly failure: Failure }

/** What a query may use: `shareMs` is this server's part of the look's budget. */
export interface QueryContext {
  readonly net: Net
  readonly budget: Budget
  readonly shareMs: number
}

/**
 * Asks one server: over UDP from a port of its own, sent again while nothing comes, and over TCP when the answer did not fit.
 * Only an answer of that server to that question counts (RFC 5452: address, port, id and question must be those of the query).
 * Never rejects.
 */
export async function askServer(server: DnsServer, question: DnsQuestion, context: QueryContext): Promise<DnsAnswered> {
  const until = context.budget.clock.elapsed() + context.shareMs
  const query = encodeQuery(question, true)
  const first = await overUdp(server, query, until, context.budget)
  const plain = isAnswer(first) && rcodeOf(first.packet) === formatError
  // RFC 6891, 6.2.2: a server that does not know EDNS says FORMERR; it is asked again without.
  const last = plain ? await overUdp(server, encodeQuery(question, false), until, context.budget) : first
  if (last !== 'truncated') return last
  return overTcp(server, encodeQuery(question, false), until, context)
}

/** The response code with its extension (RFC 6891, 6.1.3). */
export function rcodeOf(packet: DecodedPacket): number {
  const opt = packet.additionals?.find((record) => record.type === 'OPT')
  return ((packet.flags ?? 0) & 0xf) | ((opt?.type === 'OPT' ? opt.extendedRcode : 0) << 4)
}

interface Query {
  readonly id: number
  readonly question: DnsQuestion
  readonly bytes: Buffer
}

const formatError = 1
/** DNS flag day 2020: fits any path without fragments. */
const udpPayloadBytes = 1_232

function encodeQuery(question: DnsQuestion, edns: boolean): Query {
  const id = randomInt(0x1_0000)
  const opt = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: udpPayloadBytes,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [],
  } as const
  const bytes = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [question],
    additionals: edns ? [{ ...opt, options: [] }] : [],
  })
  return { id, question, bytes }
}

type UdpAnswer = DnsAnswered | 'truncated'

function isAnswer(answer: UdpAnswer): answer is Extract<DnsAnswered, { ok: true }> {
  return answer !== 'truncated' && answer.ok
}

/** Parts of the time after which a query is sent again: 1, 3 and 7 s of 15. A lost packet is not the server's failure. */
const resendAt = [1 / 15, 3 / 15, 7 / 15]

async function overUdp(server: DnsServer, query: Query, until: number, budget: Budget): Promise<UdpAnswer> {
  const heard = await listen(server, query, Math.max(0, until - budget.clock.elapsed()), budget)
  return typeof heard === 'object' && 'error' in heard ? { ok: false, failure: await sendFailure(server, heard.error) } : heard
}

function listen(server: DnsServer, query: Query, leftMs: number, budget: Budget): Promise<UdpAnswer | { readonly error: Error }> {
  const socket = createSocket(server.family === 6 ? 'udp6' : 'udp4')
  const { promise, resolve } = Promise.withResolvers<UdpAnswer | { readonly error: Error }>()
  let nonsense = false
  const giveUp = (): void => resolve(silence(server, nonsense, budget))
  const timers = [setTimeout(giveUp, leftMs)]
  const takeBack = budget.onSpent(() => queueMicrotask(giveUp))
  // The listener stays to the end: a second error must not kill the process.
  socket.on('error', (error) => resolve({ error }))
  socket.on('message', (message) => {
    const answer = readAnswer(message, query)
    if (answer === 'nonsense') nonsense = true
    else if (answer !== 'foreign') resolve(answer)
  })
  const send = (): void => socket.send(query.bytes)
  socket.on('connect', () => {
    send()
    for (const part of resendAt) timers.push(setTimeout(send, part * leftMs))
  })
  // Connected: the kernel drops what other addresses send, and tells us when nothing listens there.
  socket.connect(server.port, server.address)
  return promise.finally(() => {
    for (const timer of timers) clearTimeout(timer)
    takeBack()
    socket.close()
  })
}

function silence(server: DnsServer, nonsense: boolean, budget: Budget): DnsAnswered {
  const doing = nonsense ? `${server.label}: no valid DNS answer` : `${server.label}: no answer`
  return { ok: false, failure: budget.spent() ? budget.failure('dns_timeout', doing) : failure('dns_timeout', doing) }
}

async function sendFailure(server: DnsServer, error: unknown): Promise<Failure> {
  const code = errorCode(error)
  if (code === 'ECONNREFUSED') return failure('tcp_refused', `${server.label}: no DNS server there (port unreachable)`, 'resolve')
  return connectFailure(code, server.label, mayLackRoute(code) && !(await hasRoute(server.address)))
}

/** 'foreign': an answer to something else, or no answer at all; 'nonsense': ours by its id, but not DNS. */
function readAnswer(message: Buffer, query: Query): UdpAnswer | 'foreign' | 'nonsense' {
  if (message.length < 12 || message.readUInt16BE(0) !== query.id) return 'foreign'
  const flags = message.readUInt16BE(2)
  if ((flags & responseBit) === 0) return 'foreign'
  // What was cut off may end in the middle of a record.
  if ((flags & truncationBit) !== 0) return 'truncated'
  try {
    const packet = decode(message)
    return answers(packet, query) ? { ok: true, packet } : 'foreign'
  } catch {
    return 'nonsense'
  }
}

// RFC 1035, 4.1.1: QR and TC.
const responseBit = 0x8000
const truncationBit = 0x0200

/** An error may come without the question (RFC 1035 does not say that it must be there). */
function answers(packet: DecodedPacket, { question }: Query): boolean {
  const [asked] = packet.questions ?? []
  if (asked === undefined) return rcodeOf(packet) !== 0
  return asked.type === question.type && asked.name.toLowerCase() === question.name.toLowerCase()
}

async function overTcp(server: DnsServer, query: Query, until: number, { net, budget }: QueryContext): Promise<DnsAnswered> {
  const connected = await net.connect([server], server.port, budget)
  if (!connected.ok) return { ok: false, failure: connected.failure }
  const { socket } = connected.value
  const answer = await exchange(socket, server, query, Math.max(0, until - budget.clock.elapsed()), budget)
  socket.destroy()
  return answer
}

function exchange(socket: Socket, server: DnsServer, query: Query, leftMs: number, budget: Budget): Promise<DnsAnswered> {
  const { promise, resolve } = Promise.withResolvers<DnsAnswered>()
  const fail = (failure: Failure): void => resolve({ ok: false, failure })
  const giveUp = (): void => resolve(silence(server, false, budget))
  const timer = setTimeout(giveUp, leftMs)
  const takeBack = budget.onSpent(() => queueMicrotask(giveUp))
  let received = Buffer.alloc(0)
  socket.on('error', (error) => fail({ ...exchangeFailure(error, false), phase: 'resolve' }))
  socket.on('end', () => fail(failure('tcp_reset', `${server.label}: closed before it answered`, 'resolve')))
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return
    const answer = readAnswer(received.subarray(2, 2 + received.readUInt16BE(0)), query)
    if (typeof answer === 'object') resolve(answer)
    else fail(failure('dns_unexpected', `${server.label}: not an answer to our question`, 'resolve'))
  })
  const length = Buffer.alloc(2)
  length.writeUInt16BE(query.bytes.length)
  socket.write(Buffer.concat([length, query.bytes]))
  return promise.finally(() => {
    clearTimeout(timer)
    takeBack()
  })
}
