import type { Context } from 'hono'
import type { LogRecord } from '../core/log.ts'
import { outageJson } from '../core/outage-json.ts'
import { observationJson, statusJson } from './api/json.ts'
import { configured, findMonitor } from './catalogue.ts'
import type { Web, WebEnv } from './context.ts'
import type { LiveChange } from './live.ts'
import { ProblemError } from './problem.ts'

/** Server-sent events (WHATWG HTML, §9.2): `observation`, `state`, `outage`. The id is a `seq`, so Last-Event-ID resumes there. */
export interface Events {
  connect(c: Context<WebEnv>): Response
  clients(): number
  /** Ends every stream. */
  close(): void
}

const clientsAtMost = 200
/** A client that is this far behind is cut off; it comes back with its Last-Event-ID. */
const bufferAtMostBytes = 1_048_576
/** Handed to the socket before it is asked for. */
const readAheadBytes = 65_536
const heartbeatMs = 15_000
/** Observations that a resuming client is sent at most; beyond that it reads the API. */
const resumeAtMost = 10_000
const resumeChunk = 200

const encoder = new TextEncoder()

interface Client {
  /** The same bytes as every other client: they are encoded once. */
  push(bytes: Uint8Array): void
  end(): void
}

export function createEvents(web: Web): Events {
  const clients = new Set<Client>()
  const stop = new AbortController()
  const states = new Map<string, string>()
  const greeting = greetings(web)
  const tell = (text: string) => {
    const bytes = encoder.encode(text)
    for (const client of clients) client.push(bytes)
  }
  web.live.subscribe((change) => {
    if (clients.size === 0) return states.clear()
    const text = changeText(web, change, states)
    if (text !== '') tell(text)
  })
  // A state also changes by time alone: nobody has looked for too long.
  const changed = () =>
    clients.size === 0
      ? ''
      : configured(web.config())
          .flatMap(({ monitor }) => stateEvent(web, monitor.id, states))
          .join('')
  void beat(web, stop.signal, () => tell(`: \n\n${changed()}`))

  return {
    clients: () => clients.size,
    close() {
      stop.abort()
      for (const client of clients) client.end()
    },
    connect(c) {
      if (stop.signal.aborted || clients.size >= clientsAtMost)
        throw new ProblemError(503, `At most ${clientsAtMost} event streams are served at a time; try again later.`)
      const resumeAfter = lastEventId(c, web.live.size())
      // What the greeting tells need not be told again.
      if (clients.size === 0) currentStates(web, states)
      const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' }
      // Nobody would ever read or end the stream of a HEAD.
      if (c.req.method === 'HEAD') return new Response(null, { headers })
      const stream = clientStream(web, clients, resumeAfter, greeting())
      // What was committed while the log was caught up with waits for a listener; here is one.
      void web.caughtUp
      return new Response(stream, { headers })
    },
  }
}

/** Sends what was missed, then what comes. What a slow client does not read is held up to a bound, then the stream ends. */
function clientStream(web: Web, clients: Set<Client>, resumeAfter: number | null, greeting: Uint8Array): ReadableStream<Uint8Array> {
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let missed = resumeAfter === null ? null : resumeAfter + 1
  const upTo = web.live.size()
  let client: Client | null = null
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          if (client !== null) clients.delete(client)
          try {
            controller.close()
          } catch {
            // Already closed by the reader.
          }
        }
        const push = (bytes: Uint8Array) => {
          if (missed === null && waiting.length === 0 && (controller.desiredSize ?? 0) > 0) return controller.enqueue(bytes)
          waiting.push(bytes)
          waitingBytes += bytes.length
          if (waitingBytes > bufferAtMostBytes) end()
        }
        client = { push, end }
        clients.add(client)
        controller.enqueue(greeting)
      },
      pull(controller) {
        if (missed !== null) {
          const { text, next } = missedText(web, missed, upTo)
          missed = next
          if (text !== '') return controller.enqueue(encoder.encode(text))
        }
        if (waiting.length === 0) return
        controller.enqueue(Buffer.concat(waiting))
        waiting = []
        waitingBytes = 0
      },
      cancel() {
        if (client !== null) clients.delete(client)
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: readAheadBytes }),
  )
}

/** A stretch of the observations that a resuming client missed; `next` null when there is no more. */
function missedText(web: Web, from: number, upTo: number): { readonly text: string; readonly next: number | null } {
  const start = Math.max(from, upTo - resumeAtMost)
  if (start >= upTo) return { text: '', next: null }
  const records = web.reader.log(start, Math.min(resumeChunk, upTo - start))
  const text = records.flatMap((record) => (record.type === 'observation' ? [observationEvent(web, record)] : [])).join('')
  const next = start + records.length
  return { text: text === '' ? ': \n\n' : text, next: records.length === 0 || next >= upTo ? null : next }
}

/** States and outages come before the observation whose id covers them: whoever has seen that id has seen them. */
function changeText(web: Web, change: LiveChange, states: Map<string, string>): string {
  const outages = change.outages.map((outage) => eventText('outage', outageJson(outage), null))
  const changed = change.touched.flatMap((monitorId) => stateEvent(web, monitorId, states))
  const seen = change.records.flatMap((record) => (record.type === 'observation' ? [observationEvent(web, record)] : []))
  return [...outages, ...changed, ...seen].join('')
}

function stateEvent(web: Web, monitorId: string, states: Map<string, string>): readonly string[] {
  const lookup = findMonitor(web.config(), web.reader, monitorId)
  if (lookup.found !== 'monitor') return []
  const text = eventText('state', { monitorId, ...statusJson(web, lookup.known) }, null)
  if (states.get(monitorId) === text) return []
  states.set(monitorId, text)
  return [text]
}

/** Where everything stands, for a client that has just come. */
function currentStates(web: Web, told: Map<string, string> = new Map()): string {
  return configured(web.config())
    .flatMap(({ monitor }) => stateEvent(web, monitor.id, told))
    .join('')
}

/**
 * What each client hears first. The same for all who come before the next record and within a second: of 2,000 monitors it took 10 ms, and
 * after a restart all clients come back at once.
 */
function greetings(web: Web): () => Uint8Array {
  let made = { size: -1, second: -1, config: web.config(), bytes: new Uint8Array() }
  return () => {
    const [size, second, config] = [web.live.size(), Math.floor(web.clock.now() / 1_000), web.config()]
    if (made.size !== size || made.second !== second || made.config !== config)
      made = { size, second, config, bytes: encoder.encode(`retry: 3000\n: vigie\n\n${currentStates(web)}`) }
    return made.bytes
  }
}

function observationEvent(web: Web, { seq, observation }: Extract<LogRecord, { type: 'observation' }>): string {
  return eventText(
    'observation',
    { monitorId: observation.monitorId, ...observationJson({ ...observation, seq }, web.live.rounds(), web.clock.now()) },
    seq,
  )
}

function eventText(name: 'observation' | 'state' | 'outage', body: unknown, id: number | null): string {
  return `event: ${name}\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(body)}\n\n`
}

function lastEventId(c: Context<WebEnv>, size: number): number | null {
  const given = c.req.header('Last-Event-ID') ?? c.req.query('lastEventId')
  if (given === undefined || !/^\d{1,15}$/.test(given)) return null
  return Number(given) < size ? Number(given) : null
}

async function beat(web: Web, signal: AbortSignal, tick: () => void): Promise<void> {
  while (!signal.aborted) {
    await web.clock.sleep(heartbeatMs, signal)
    if (!signal.aborted) tick()
  }
}
