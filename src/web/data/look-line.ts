import { effective, type Rounds } from '../../core/effective.ts'
import type { Observation } from '../../core/observation.ts'
import type { LookNumbers, StoredLooks } from '../../store/store.ts'
import { csvCell } from '../api/stream.ts'
import { instantWriter, putFragment, putWhole, widestInstant, widestWhole } from './put.ts'
import type { Lines } from './table-text.ts'

/**
 * The columns of `observations` as lines of CSV, byte by byte: a year of looks has twenty million cells, of which fifteen nearly always say
 * what they said in the line before. Those stand together in fragments, which are made again when one of their numbers changes. A test holds
 * it to the columns.
 */
export function lookLines({ batches, whole }: StoredLooks, rounds: Rounds, asOf: number): Lines<LookNumbers> {
  const putInstant = instantWriter()
  const fragments = fragmentsOf(whole, rounds, asOf)
  let look: LookNumbers | null = null
  return {
    batches,
    take(next) {
      look = next
      return fragments.take(next) + numbersRoom
    },
    write(out, from) {
      if (look === null) return from
      const { seq, at, lateMs, durationMs, counter, resolveMs, connectMs, handshakeMs, firstByteMs, totalLessDurationMs, bodyLength } = look
      const { monitor, terms, clock, answer, page } = fragments.now
      let end = putFragment(out, putWhole(out, from, seq), monitor.bytes)
      end = putComma(out, putInstant(out, end, at))
      end = putComma(out, putInstant(out, end, at - lateMs))
      end = putFragment(out, putWhole(out, end, durationMs), terms.bytes)
      end = putFragment(out, putWhole(out, end, counter), clock.bytes)
      end = putComma(out, putOrNothing(out, end, resolveMs))
      end = putComma(out, putOrNothing(out, end, connectMs))
      end = putComma(out, putOrNothing(out, end, handshakeMs))
      end = putComma(out, putOrNothing(out, end, firstByteMs))
      end = putFragment(out, putWhole(out, end, durationMs + totalLessDurationMs), answer.bytes)
      return putFragment(out, putOrNothing(out, end, bodyLength), page.bytes)
    },
  }
}

/** What the cells between the fragments take at most: nine whole numbers, two instants and six commas. */
const numbersRoom = 9 * widestWhole + 2 * widestInstant + 6

function putComma(out: Uint8Array, at: number): number {
  out[at] = 44
  return at + 1
}

function putOrNothing(out: Uint8Array, at: number, value: number | null): number {
  return value === null ? at : putWhole(out, at, value)
}

/** Cells that stand together, and the look that they were made from. */
interface Fragment {
  readonly of: LookNumbers | null
  readonly bytes: Uint8Array
}

const nothing: Fragment = { of: null, bytes: new Uint8Array() }

function fragment(look: LookNumbers, cells: string): Fragment {
  return { of: look, bytes: Buffer.from(cells) }
}

/** The fragments of the line before. `take` brings them up to a look and says how long they are together. */
function fragmentsOf(whole: StoredLooks['whole'], rounds: Rounds, asOf: number) {
  // `terms` holds uncertainty, interval, verdict, failure, vantage and boot.
  const now = { monitor: nothing, terms: nothing, clock: nothing, answer: nothing, page: nothing }
  let judged: Verdict | null = null
  const take = (look: LookNumbers): number => {
    const { monitor, terms, clock, answer, page } = now
    // The rounds say of each failed look what it counts as; one that is up is up.
    const verdict = look.outcome === 0 && judged?.outcome === 'up' ? judged : effective(whole(look), rounds, asOf)
    if (look.series !== monitor.of?.series) now.monitor = fragment(look, monitorCells(whole(look)))
    if (!sameTerms(look, terms.of) || !sameVerdict(verdict, judged)) now.terms = fragment(look, termsCells(whole(look), verdict))
    if (!sameClock(look, clock.of)) now.clock = fragment(look, clockCells(whole(look)))
    if (look.answer !== answer.of?.answer) now.answer = fragment(look, answerCells(whole(look)))
    if (!samePage(look, page.of)) now.page = fragment(look, pageCells(whole(look)))
    judged = verdict
    return now.monitor.bytes.length + now.terms.bytes.length + now.clock.bytes.length + now.answer.bytes.length + now.page.bytes.length
  }
  return { now, take }
}

function sameTerms(a: LookNumbers, b: LookNumbers | null): boolean {
  return (
    b !== null &&
    a.uncertaintyMs === b.uncertaintyMs &&
    a.circumstances === b.circumstances &&
    a.outcome === b.outcome &&
    a.failure === b.failure &&
    a.degraded === b.degraded &&
    a.recheck === b.recheck &&
    a.series === b.series &&
    a.boot === b.boot
  )
}

type Verdict = ReturnType<typeof effective>

function sameVerdict(a: Verdict, b: Verdict | null): boolean {
  return b !== null && a.outcome === b.outcome && a.provisional === b.provisional && a.reason === b.reason
}

function sameClock(a: LookNumbers, b: LookNumbers | null): boolean {
  return b !== null && a.circumstances === b.circumstances && a.clockOffsetMs === b.clockOffsetMs
}

function samePage(a: LookNumbers, b: LookNumbers | null): boolean {
  return b !== null && a.answer === b.answer && a.fingerprint === b.fingerprint
}

function monitorCells({ monitorId }: Observation): string {
  return `,${text(monitorId)},`
}

function termsCells(l: Observation, { outcome, provisional, reason }: Verdict): string {
  const { failure: f, degraded, recheck, controlled, span } = l
  const failed = f === null ? ',,' : `${text(f.phase)},${text(f.code)},${text(f.message)}`
  const judged = `${outcome},${l.outcome},${provisional},${text(reason)},${failed},${list(degraded.map(({ code }) => code))}`
  return `,${l.uncertaintyMs},${l.everyMs},${judged},${recheck},${controlled},${span},${text(l.vantageId)},${text(l.boot)},`
}

function clockCells({ clockSource, clockOffsetMs, configHash }: Observation): string {
  return `,${text(clockSource)},${clockOffsetMs},${text(configHash)},`
}

function answerCells({ status, finalHost, redirects }: Observation): string {
  return `,${csvCell(status)},${text(finalHost)},${redirects},`
}

function pageCells({ bodyTruncated, rules, address, family, tlsVersion, certificate, fingerprint, flags, reasons }: Observation): string {
  const connection = `${text(address)},${csvCell(family)},${text(tlsVersion)},${text(certificate)}`
  return `,${bodyTruncated},${list(rules)},${connection},${text(fingerprint)},${list(flags)},${list(reasons)}\r\n`
}

/** Texts repeat for thousands of looks; what they look like in a cell is kept. */
const known = new Map<string, string>()
const cellsAtMost = 10_000

function text(value: string | null): string {
  if (value === null) return ''
  const found = known.get(value)
  if (found !== undefined) return found
  if (known.size >= cellsAtMost) known.clear()
  const cell = csvCell(value)
  known.set(value, cell)
  return cell
}

/** Several words in one cell. */
function list(words: readonly string[]): string {
  return words.length === 0 ? '' : text(words.join(' '))
}
