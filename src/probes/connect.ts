import { createSocket } from 'node:dgram'
import { createConnection, isIPv6, type Socket } from 'node:net'
import type { Failure } from '../core/failure.ts'
import type { Budget } from './budget.ts'
import { connectFailure, errorCode, mayLackRoute } from './failure-map.ts'
import type { Address, Layer } from './net.ts'
import { intoSharedBuffer } from './receive.ts'

export interface Connected {
  /** Owned by the caller; it carries an `error` listener from birth, so that an abort can never kill the process. */
  readonly socket: Socket
  readonly at: Address
}

/** Head start of an attempt over the next one, RFC 8305 section 5. */
const staggerMs = 250
/** Addresses tried at most in one look. */
const attemptsMax = 6

/** The first of the addresses that accepts, RFC 8305: the next attempt starts when one fails or after 250 ms. */
export async function connectFirst(
  addresses: readonly Address[],
  port: number,
  budget: Budget,
  routable: (address: string) => Promise<boolean>,
): Promise<Layer<Connected>> {
  const startedAt = budget.clock.elapsed()
  const race = await runRace(addresses.slice(0, attemptsMax), port, budget)
  const tookMs = budget.clock.elapsed() - startedAt
  const remarks = race.failed.map(({ at, code }) => `${at.address} did not accept the connection (${code})`)
  if (race.won) return { ok: true, value: race.won, tookMs, remarks }
  const first = race.failed[0]
  if (!first)
    return { ok: false, failure: budget.failure('tcp_timeout', `${named(addresses[0], port)} did not accept`), tookMs, remarks: [] }
  return { ok: false, failure: await judge(first, port, routable), tookMs, remarks: remarks.slice(1) }
}

/** Whether this machine has a route to an address: connecting a UDP socket asks the system and sends nothing. */
export function hasRoute(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    const end = (routed: boolean): void => {
      socket.close()
      resolve(routed)
    }
    socket.once('error', () => end(false))
    socket.once('connect', () => end(true))
    socket.connect(9, address)
  })
}

/** `192.0.2.1:443`, `[2001:db8::1]:443` */
export function named(at: Address | undefined, port: number): string {
  if (!at) return `port ${port}`
  return at.family === 6 ? `[${at.address}]:${port}` : `${at.address}:${port}`
}

/**
 * A closed socket forgets who listened to it. Node lets go of its handle only at a full collection of garbage, and all that the listeners held of
 * a look would last as long: 7 kB a look instead of 3.
 */
export function forgetWhenClosed(socket: Socket): void {
  socket.once('close', () => {
    socket.removeAllListeners()
    // Nothing comes after `close`; if it did, it must not end the process.
    socket.on('error', ignore)
  })
}

function ignore(): void {}

interface Failed {
  readonly at: Address
  readonly code: string
}
interface Race {
  readonly won: Connected | null
  readonly failed: readonly Failed[]
}

function runRace(addresses: readonly Address[], port: number, budget: Budget): Promise<Race> {
  return new Promise((resolve) => {
    let open: readonly Socket[] = []
    const failed: Failed[] = []
    let next = 0
    let timer: NodeJS.Timeout | undefined
    let done = false
    const finish = (won: Connected | null): void => {
      if (done) return
      done = true
      clearTimeout(timer)
      cancel()
      for (const socket of open) if (socket !== won?.socket) socket.destroy()
      resolve({ won, failed })
    }
    const startNext = (): void => {
      clearTimeout(timer)
      const at = addresses[next++]
      if (done || !at) return
      const socket = connecting(at.address, port)
      open = [...open, socket]
      socket.on('error', (error) => {
        if (done || !open.includes(socket)) return
        open = open.filter((one) => one !== socket)
        failed.push({ at, code: errorCode(error) })
        if (next < addresses.length) startNext()
        else if (open.length === 0) finish(null)
      })
      socket.once('connect', () => finish({ socket, at }))
      if (next < addresses.length) timer = setTimeout(startNext, staggerMs)
    }
    const cancel = budget.onSpent(() => queueMicrotask(() => finish(null)))
    startNext()
  })
}

/** In a scope of its own: what Node calls with bytes lives as long as the handle (see above), and with it all that lies in its scope. */
function connecting(host: string, port: number): Socket {
  const socket: Socket = createConnection({ host, port, noDelay: true, onread: intoSharedBuffer(() => socket) })
  forgetWhenClosed(socket)
  return socket
}

async function judge(first: Failed, port: number, routable: (address: string) => Promise<boolean>): Promise<Failure> {
  const noRoute = mayLackRoute(first.code) && !(await routable(first.at.address))
  return connectFailure(first.code, named(first.at, port), noRoute)
}
