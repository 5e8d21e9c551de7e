import type { Database } from 'better-sqlite3'
import { effective, roundBook, roundsThatDecide } from '../../core/effective.ts'
import type { LookColumns, PhaseColumns } from '../../core/look-columns.ts'
import type { Observation, Recorded } from '../../core/observation.ts'
import type { SeqRange } from '../format/chunk.ts'
import type { LookNumbers } from '../format/look-numbers.ts'
import { type MethodColumns, wordAt } from '../format/method-columns.ts'
import type { Period, Reader } from '../store.ts'
import type { Dictionary } from './dictionary.ts'
import { everything, type LookSource, type LookSources } from './look-sources.ts'
import { nearestLook, type Side } from './nearest-look.ts'
import { logSize } from './read-log.ts'
import { lookOf, recordedOf, termsOf } from './rows.ts'
import { bySeq, byTime, inOrder } from './sources.ts'

type LookReads = Pick<Reader, 'observation' | 'newestLookAt' | 'observations' | 'looks' | 'storedLooks' | 'columns' | 'damaged'>

/** Of what is not sealed, only the last so many are read for the newest look: there may be an hour of them. Not the last one alone, since a long look is recorded after shorter ones that began later. */
const lastCommitted = 1_000

/** Handed over at a time. More of them live long enough to be copied by the garbage collector. */
const batchLooks = 128

/** Single looks and stretches of them. `seriesOf` gives the series numbers of a monitor, those under its earlier ids included. */
export function lookReads(
  db: Database,
  dictionary: Dictionary,
  sources: LookSources,
  seriesOf: (monitorId: string) => readonly number[],
  roundTimes: Reader['roundTimes'],
): LookReads {
  const size = logSize(db)
  const known = (look: LookNumbers): boolean => {
    const seen = lookOf(look, dictionary)
    if (seen.outcome !== 'down' || !seen.controlled) return seen.outcome !== 'unknown'
    // Once no round can come any more, a look without one is unknown; until then it is provisional, which is not known either.
    return effective(seen, roundBook(roundTimes(roundsThatDecide(seen))), Number.MAX_SAFE_INTEGER).outcome !== 'unknown'
  }
  const nearest = (side: Side, series: readonly number[], at: number): Recorded<Observation> | null => {
    const found = nearestLook(side, sources.extents(series, wishOf(side, at), byTime), at, known)
    return found === null ? null : recordedOf(found, dictionary)
  }

  function* stream(monitorId: string, period: Period, around: boolean): Generator<Recorded<Observation>> {
    const series = seriesOf(monitorId)
    // Read at once, so that what came after the read began is not in it.
    const before = around ? nearest('before', series, period.from) : null
    const after = around ? nearest('after', series, period.to) : null
    const found = sources.of(series, { ...everything, fromAt: period.from, toAt: period.to - 1 }, byTime)
    if (before !== null) yield before
    for (const some of inOrder(found, byTime)) {
      for (const look of 'looks' in some ? some.each() : some) {
        if (look.at >= period.from && look.at < period.to) yield recordedOf(look, dictionary)
      }
    }
    if (after !== null) yield after
  }

  function* batches(monitorId: string, period: Period): Generator<readonly LookNumbers[]> {
    const found = sources.of(seriesOf(monitorId), { ...everything, fromAt: period.from, toAt: period.to - 1 }, byTime)
    let batch: LookNumbers[] = []
    for (const some of inOrder(found, byTime)) {
      for (const look of 'looks' in some ? some.each() : some) {
        if (look.at < period.from || look.at >= period.to) continue
        batch.push(look)
        if (batch.length < batchLooks) continue
        yield batch
        batch = []
      }
    }
    yield batch
  }

  const page = (monitorId: string, period: Period, afterSeq: number, limit: number): readonly Recorded<Observation>[] => {
    const wish = { fromAt: period.from, toAt: period.to - 1, firstSeq: afterSeq + 1, lastSeq: Number.MAX_SAFE_INTEGER }
    const found: LookNumbers[] = []
    for (const some of inOrder(sources.of(seriesOf(monitorId), wish, bySeq), bySeq)) {
      const looks = 'looks' in some ? some.looks().toSorted((a, b) => a.seq - b.seq) : some
      found.push(...looks.filter(({ seq, at }) => seq > afterSeq && at >= period.from && at < period.to))
      if (found.length >= limit) break
    }
    return found.slice(0, limit).map((look) => recordedOf(look, dictionary))
  }

  return {
    observation: db.transaction((seq: number, monitorId?: string) => {
      const range = { firstSeq: seq, lastSeq: seq }
      const sealed = (): readonly { readonly looks: (range: SeqRange) => readonly LookNumbers[] }[] =>
        monitorId === undefined ? sources.bySeq(seq, seq) : [...sources.of(seriesOf(monitorId), { ...everything, ...range }, bySeq)]
      const found = sources.tail.look(seq) ?? sealed().flatMap(({ looks }) => looks(range).filter((look) => look.seq === seq))[0]
      return found === undefined ? null : recordedOf(found, dictionary)
    }),
    newestLookAt: db.transaction(() => {
      const late = sources.tail.looks(Math.max(sources.tail.sealed(), size() - lastCommitted), Number.MAX_SAFE_INTEGER)
      return Math.max(sources.chunks.newestAt(), ...late.map(({ at }) => at))
    }),
    observations: page,
    storedLooks: (monitorId, period) => ({ batches: batches(monitorId, period), whole: (look) => recordedOf(look, dictionary) }),
    looks: (monitorId, period, options) => stream(monitorId, period, options?.around ?? false),
    *columns(monitorId, options) {
      const { withSeq = false, withPhases = false, period } = options ?? {}
      const wish = period === undefined ? everything : { ...everything, fromAt: period.from, toAt: period.to - 1 }
      const extract = withSeq || withPhases ? 'all' : 'method'
      for (const some of inOrder(sources.of(seriesOf(monitorId), wish, bySeq, extract), bySeq)) {
        const columns = 'looks' in some && !withSeq ? readColumns(some, withPhases) : null
        if (columns !== null && 'last' in some) yield methodColumns(columns, some.last, dictionary)
        else yield lookColumns(numbersOf(some), dictionary)
      }
    },
    damaged: () => sources.chunks.damaged(),
  }
}

function wishOf(side: Side, at: number): typeof everything {
  return side === 'before' ? { ...everything, toAt: at - 1 } : { ...everything, fromAt: at }
}

function numbersOf(some: LookSource | readonly LookNumbers[]): readonly LookNumbers[] {
  return 'looks' in some ? some.looks().toSorted((a, b) => a.seq - b.seq) : some
}

function readColumns(source: LookSource, withPhases: boolean): StoredColumns | null {
  if (withPhases) return source.timed()
  const method = source.method()
  return method === null ? null : { method, phases: null }
}

interface StoredColumns {
  readonly method: MethodColumns
  readonly phases: PhaseColumns | null
}

function methodColumns({ method, phases }: StoredColumns, lastSeq: number, dictionary: Dictionary): LookColumns {
  const { length, at, durationMs, uncertaintyMs, outcome, circumstances, failure, degraded } = method
  return {
    length,
    seq: null,
    lastSeq,
    at,
    uncertaintyMs,
    durationMs,
    outcome,
    degraded,
    terms: circumstances,
    termsOf: (number) => termsOf(number, dictionary),
    phases,
    look: (i) =>
      lookOf(
        {
          at: at[i] ?? 0,
          durationMs: durationMs()[i] ?? 0,
          uncertaintyMs: uncertaintyMs[i] ?? 0,
          outcome: outcome[i] ?? 0,
          circumstances: circumstances[i] ?? 0,
          failure: wordAt(failure, i),
          degraded: wordAt(degraded, i),
        },
        dictionary,
      ),
  }
}

function lookColumns(looks: readonly LookNumbers[], dictionary: Dictionary): LookColumns {
  const column = (of: (look: LookNumbers) => number): Float64Array => Float64Array.from(looks, of)
  return {
    length: looks.length,
    seq: column(({ seq }) => seq),
    lastSeq: looks.at(-1)?.seq ?? -1,
    at: column(({ at }) => at),
    uncertaintyMs: column(({ uncertaintyMs }) => uncertaintyMs),
    durationMs: () => column(({ durationMs }) => durationMs),
    outcome: column(({ outcome }) => outcome),
    degraded: column(({ degraded }) => (degraded === null ? 0 : 1)),
    terms: column(({ circumstances }) => circumstances),
    termsOf: (number) => termsOf(number, dictionary),
    phases: {
      resolveMs: column(({ resolveMs }) => resolveMs ?? Number.NaN),
      connectMs: column(({ connectMs }) => connectMs ?? Number.NaN),
      handshakeMs: column(({ handshakeMs }) => handshakeMs ?? Number.NaN),
      firstByteMs: column(({ firstByteMs }) => firstByteMs ?? Number.NaN),
      transferMs: column(
        ({ durationMs, totalLessDurationMs, resolveMs, connectMs, handshakeMs, firstByteMs }) =>
          durationMs + totalLessDurationMs - (resolveMs ?? 0) - (connectMs ?? 0) - (handshakeMs ?? 0) - (firstByteMs ?? Number.NaN),
      ),
      totalMs: column(({ durationMs, totalLessDurationMs }) => durationMs + totalLessDurationMs),
    },
    look(i) {
      const look = looks[i]
      if (look === undefined) throw new RangeError(`look ${i} of ${looks.length}`)
      return lookOf(look, dictionary)
    },
  }
}
