import { effective } from '../../core/effective.ts'
import { isoInstant } from '../../core/instant.ts'
import type { Observation } from '../../core/observation.ts'
import { csvCell } from '../api/stream.ts'
import type { JudgedLook } from './tables.ts'

/**
 * The columns of `observations` as one line of CSV, faster than column by column: a year of looks has twenty million cells. A test
 * holds it to the columns.
 */
export function lookLine({ look: l, rounds, asOf }: JudgedLook): string {
  const { outcome, provisional, reason } = effective(l, rounds, asOf)
  const { resolveMs, connectMs, handshakeMs, firstByteMs, totalMs } = l.timings
  const f = l.failure
  if (!sameCells(l, shared.of)) shared = cellsOf(l)
  const { monitor, terms, run, clock, answer, body, page, end } = shared
  const what = `${l.seq}${monitor}${isoInstant(l.at)},${isoInstant(l.scheduledAt)},${l.durationMs},${l.uncertaintyMs},${l.everyMs}`
  const judged = `${outcome},${l.outcome},${provisional},${orEmpty(reason)},${f === null ? ',,' : `${t(f.phase)},${t(f.code)},${t(f.message)}`}`
  const degraded = l.degraded.length === 0 ? '' : t(l.degraded.map(({ code }) => code).join(' '))
  const times = `${orEmpty(resolveMs)},${orEmpty(connectMs)},${orEmpty(handshakeMs)},${orEmpty(firstByteMs)},${totalMs}`
  return `${what},${judged},${degraded},${l.recheck}${terms}${run}${l.counter}${clock}${times}${answer}${orEmpty(l.bodyLength)}${body}${page}${text(l.fingerprint)}${end}`
}

/** Cells between those that change with every look, as they stand in a line. */
interface SharedCells {
  readonly of: Observation | null
  readonly monitor: string
  readonly terms: string
  readonly run: string
  readonly clock: string
  readonly answer: string
  readonly body: string
  readonly page: string
  readonly end: string
}

/** Of the line before: nearly every look has the same. */
let shared: SharedCells = { of: null, monitor: '', terms: '', run: '', clock: '', answer: '', body: '', page: '', end: '' }

function cellsOf(l: Observation): SharedCells {
  return {
    of: l,
    monitor: `,${t(l.monitorId)},`,
    terms: `,${l.controlled},${l.span},${t(l.vantageId)},`,
    run: `${t(l.boot)},`,
    clock: `,${t(l.clockSource)},${l.clockOffsetMs},${t(l.configHash)},`,
    answer: `,${orEmpty(l.status)},${text(l.finalHost)},${l.redirects},`,
    body: `,${l.bodyTruncated},${list(l.rules)},${text(l.address)},${orEmpty(l.family)},`,
    page: `${text(l.tlsVersion)},${text(l.certificate)},`,
    end: `,${list(l.flags)},${list(l.reasons)}\r\n`,
  }
}

/** Lists that were read from one store are one list where they are equal; where they are not, the cells are made again. */
function sameCells(l: Observation, before: Observation | null): boolean {
  return (
    before !== null &&
    l.rules === before.rules &&
    l.flags === before.flags &&
    l.reasons === before.reasons &&
    l.monitorId === before.monitorId &&
    l.status === before.status &&
    l.finalHost === before.finalHost &&
    l.address === before.address &&
    l.certificate === before.certificate &&
    l.tlsVersion === before.tlsVersion &&
    l.redirects === before.redirects &&
    l.bodyTruncated === before.bodyTruncated &&
    l.family === before.family &&
    l.controlled === before.controlled &&
    l.span === before.span &&
    l.vantageId === before.vantageId &&
    l.boot === before.boot &&
    l.clockSource === before.clockSource &&
    l.clockOffsetMs === before.clockOffsetMs &&
    l.configHash === before.configHash
  )
}

/** Texts repeat for thousands of looks; what they look like in a cell is kept. */
const known = new Map<string, string>()
const cellsAtMost = 10_000

function t(text: string): string {
  const found = known.get(text)
  if (found !== undefined) return found
  if (known.size >= cellsAtMost) known.clear()
  const cell = csvCell(text)
  known.set(text, cell)
  return cell
}

function orEmpty(value: string | number | null): string | number {
  return value ?? ''
}

function text(value: string | null): string {
  return value === null ? '' : t(value)
}

function list(words: readonly string[]): string {
  return words.length === 0 ? '' : t(words.join(' '))
}
