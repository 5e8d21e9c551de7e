import { setImmediate } from 'node:timers/promises'
import type { Period } from '../../core/calendar.ts'
import type { Web } from '../context.ts'
import { storedRounds } from '../../core/stored-rounds.ts'
import { type ObservationJson, observationJson } from './json.ts'

export type StreamFormat = 'csv' | 'jsonl'

/** Looks turned into text at a time: the event loop and a slow reader both get their turn. */
const stretch = 500

/** Every look of a period as CSV (RFC 4180, with a header) or JSON Lines, in constant memory: it is made as it is read. */
export function observationStream(
  web: Web,
  monitor: { readonly id: string; readonly everyMs: number },
  period: Period,
  format: StreamFormat,
): ReadableStream<Uint8Array> {
  return streamOf(textPieces(web, monitor, period, format))
}

/** Text or bytes, made as fast as they are read; when the reader leaves, no more is made. */
export function streamOf(pieces: AsyncGenerator<string | Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done === true) controller.close()
      else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : new Uint8Array(value))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

export const streamTypes: Readonly<Record<StreamFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
}

async function* textPieces(
  web: Web,
  monitor: { readonly id: string; readonly everyMs: number },
  period: Period,
  format: StreamFormat,
): AsyncGenerator<string> {
  const rounds = storedRounds(web.reader)
  const asOf = web.clock.now()
  if (format === 'csv') yield `${columns.map(([name]) => name).join(',')}\r\n`
  let lines: string[] = []
  for (const look of web.reader.looks(monitor.id, period)) {
    const json = observationJson(look, rounds, asOf)
    lines.push(format === 'csv' ? csvLine(json) : `${JSON.stringify({ monitorId: monitor.id, ...json })}\n`)
    if (lines.length < stretch) continue
    yield lines.join('')
    lines = []
    await setImmediate()
  }
  if (lines.length > 0) yield lines.join('')
}

export type Cell = string | number | boolean | null
const columns: readonly (readonly [string, (look: ObservationJson) => Cell])[] = [
  ['seq', ({ seq }) => seq],
  ['at', ({ at }) => at],
  ['scheduledAt', ({ scheduledAt }) => scheduledAt],
  ['durationMs', ({ durationMs }) => durationMs],
  ['uncertaintyMs', ({ uncertaintyMs }) => uncertaintyMs],
  ['everyMs', ({ everyMs }) => everyMs],
  ['outcome', ({ outcome }) => outcome],
  ['rawOutcome', ({ rawOutcome }) => rawOutcome],
  ['provisional', ({ provisional }) => provisional],
  ['reason', ({ reason }) => reason],
  ['degraded', ({ degraded }) => degraded],
  ['recheck', ({ recheck }) => recheck],
  ['vantageId', ({ vantageId }) => vantageId],
  ['phase', ({ failure }) => failure?.phase ?? null],
  ['code', ({ failure }) => failure?.code ?? null],
  ['message', ({ failure }) => failure?.message ?? null],
  ['status', ({ status }) => status],
  ['resolveMs', ({ timings }) => timings.resolveMs],
  ['connectMs', ({ timings }) => timings.connectMs],
  ['handshakeMs', ({ timings }) => timings.handshakeMs],
  ['firstByteMs', ({ timings }) => timings.firstByteMs],
  ['totalMs', ({ timings }) => timings.totalMs],
  ['rules', ({ rules }) => rules.join(' ')],
  ['address', ({ address }) => address],
  ['finalHost', ({ finalHost }) => finalHost],
  ['redirects', ({ redirects }) => redirects],
  ['bodyLength', ({ bodyLength }) => bodyLength],
  ['bodyTruncated', ({ bodyTruncated }) => bodyTruncated],
  ['tlsVersion', ({ tlsVersion }) => tlsVersion],
  ['certificate', ({ certificate }) => certificate],
  ['clockSource', ({ clockSource }) => clockSource],
]

function csvLine(look: ObservationJson): string {
  return `${columns.map(([, cell]) => csvCell(cell(look))).join(',')}\r\n`
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection). */
export function csvCell(value: Cell): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  if (/^[^=+\-@\t\r\n",][^",\r\n]*$/.test(value)) return value
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
