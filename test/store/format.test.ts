import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type QuarterRun, quarterRuns, quartersOf } from '../../src/core/rollup.ts'
import { QUARTER_MS } from '../../src/core/quarters.ts'
import { decodeBatch, encodeBatch } from '../../src/store/format/batch.ts'
import { byteReader, byteWriter, FormatError } from '../../src/store/format/bytes.ts'
import {
  type Chunk,
  type ChunkBytes,
  eachLook,
  encodeChunk,
  looksOf,
  methodsOf,
  openChunk,
  quick,
  thorough,
  timedOf,
} from '../../src/store/format/chunk.ts'
import { columnsIn, lookCells, readCells, writeCells } from '../../src/store/format/look-cells.ts'
import { inTime, lookFields, type LookNumbers } from '../../src/store/format/look-numbers.ts'
import { decodeRollup, encodeRollup } from '../../src/store/format/rollup.ts'
import { encodeFirst, firstBytes, firstLooks } from './first-chunk.ts'
import { t0 } from './make.ts'

const whole = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 63, 64, -64, 2 ** 31, -(2 ** 31), 2 ** 53 - 1),
)
const count = whole.map(Math.abs)
const small = fc.integer({ min: 0, max: 5 })
const orNull = (value: fc.Arbitrary<number>) => fc.option(value, { nil: null })
const ms = fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 2 ** 40 }))

const instant = fc.integer({ min: 0, max: 8_640_000_000_000_000 })

const anyNumbers: fc.Arbitrary<LookNumbers> = fc
  .record({
    seq: fc.integer({ min: 0, max: 2 ** 45 }),
    series: small,
    boot: small,
    counter: fc.integer({ min: 0, max: 2 ** 45 }),
    at: instant,
    scheduledAt: fc.option(instant, { nil: null }),
    durationMs: ms,
    outcome: fc.integer({ min: 0, max: 2 }),
    recheck: fc.integer({ min: 0, max: 1 }),
    circumstances: small,
    answer: small,
    failure: orNull(small),
    degraded: orNull(small),
    uncertaintyMs: ms,
    clockOffsetMs: fc.oneof(fc.constantFrom(0, -3.25), fc.double({ noNaN: true, noDefaultInfinity: true })),
    resolveMs: orNull(ms),
    connectMs: orNull(ms),
    handshakeMs: orNull(ms),
    firstByteMs: orNull(ms),
    totalLessDurationMs: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    bodyLength: orNull(ms),
    fingerprint: orNull(small),
    anchor: orNull(ms),
  })
  .map(({ scheduledAt, ...look }) =>
    Object.assign(look, { lateMs: look.at - (scheduledAt ?? look.at), clockOffsetMs: look.clockOffsetMs + 0 }),
  )

describe('whole numbers', () => {
  it('come back exactly, whatever their size', () => {
    fc.assert(
      fc.property(fc.array(whole), fc.array(count), (wholes, counts) => {
        const out = byteWriter(1)
        for (const one of wholes) out.whole(one)
        for (const one of counts) out.count(one)
        const input = byteReader(out.done())
        expect(wholes.map(() => input.whole())).toEqual(wholes.map((one) => one + 0))
        expect(counts.map(() => input.count())).toEqual(counts)
        expect(input.atEnd()).toBe(true)
      }),
    )
  })

  it.each([0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('are refused where they are none: %d', (value) => {
    expect(() => byteWriter().count(value)).toThrow(FormatError)
    if (value !== -1) expect(() => byteWriter().whole(value)).toThrow(FormatError)
  })

  it('that are cut off are an error, not a number', () => {
    const out = byteWriter()
    out.count(2 ** 40)
    for (let length = 0; length < out.length(); length += 1) {
      expect(() => byteReader(out.done().subarray(0, length)).count()).toThrow(FormatError)
    }
    expect(() => byteReader(new Uint8Array(3)).u32()).toThrow(FormatError)
    expect(() => byteReader(new Uint8Array([8, 129])).addAroundLevel(new Float64Array(2))).toThrow(FormatError)
  })
})

describe('a batch', () => {
  it('gives back exactly what was written, all or of some series', () => {
    fc.assert(
      fc.property(fc.array(anyNumbers, { maxLength: 20 }), fc.uniqueArray(small), (drawn, series) => {
        const looks = drawn.toSorted((a, b) => a.seq - b.seq)
        const bytes = encodeBatch(looks)
        expect(decodeBatch(bytes)).toEqual(looks)
        const wanted = new Set(series)
        expect(decodeBatch(bytes, wanted)).toEqual(looks.filter((look) => wanted.has(look.series)))
      }),
    )
  })

  it('with any bit turned is refused', () => {
    const bytes = encodeBatch(fc.sample(anyNumbers, 3).toSorted((a, b) => a.seq - b.seq))
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) expect(() => decodeBatch(turned(bytes, bit))).toThrow(FormatError)
  })
})

describe('looks in cells', () => {
  it('come back one by one, and by column, whatever room is left', () => {
    fc.assert(
      fc.property(fc.array(anyNumbers, { maxLength: 9 }), small, (looks, room) => {
        const cells = lookCells(looks.length + room)
        for (const [place, look] of looks.entries()) writeCells(cells, place, look)
        expect(looks.map((_, place) => readCells(cells, place))).toEqual(looks)
        const columns = columnsIn(cells, looks.length)
        for (const field of lookFields) expect([...columns[field]]).toEqual(looks.map((look) => look[field] ?? Number.NaN))
      }),
    )
  })
})

describe('a chunk', () => {
  const oneSeries = fc.array(anyNumbers, { minLength: 1, maxLength: 40 }).map((drawn) => {
    return drawn.map((look, i) => ({ ...look, series: 4, seq: look.seq + i })).toSorted(inTime)
  })

  it('gives back exactly what was packed, and says of itself what it covers', () => {
    fc.assert(
      fc.property(oneSeries, fc.constantFrom(thorough, quick, { level: 1, judged: 2 }), (looks, effort) => {
        const chunk = opened(encodeChunk(looks, effort))
        expect(looksOf(chunk)).toEqual(looks)
        const seqs = looks.map(({ seq }) => seq)
        expect(chunk.head).toEqual({
          series: 4,
          count: looks.length,
          fromAt: looks[0]?.at,
          toAt: looks.at(-1)?.at,
          firstSeq: Math.min(...seqs),
          lastSeq: Math.max(...seqs),
          inOrder: seqs.every((seq, i) => i === 0 || seq > (seqs[i - 1] ?? 0)),
        })
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same to the method without its rest, and then no looks', () => {
    const bytes = encodeChunk(firstLooks)
    const alone = openChunk(bytes.method, null)
    expect(readMethods([alone])).toEqual(readMethods([opened(bytes)]))
    expect(() => looksOf(alone)).toThrow('opened for the method alone')
    expect(() => timedOf(alone)).toThrow('opened for the method alone')
  })

  it('of the first version is read as ever, by itself and beside others', () => {
    for (const bytes of [firstBytes, encodeFirst(firstLooks)]) {
      const first = openChunk(bytes, null)
      const second = opened(encodeChunk(firstLooks))
      expect(first.head).toEqual(second.head)
      expect([...eachLook(first)]).toEqual(firstLooks)
      expect(timedOf(first).phases).toEqual(timedOf(second).phases)
      const [one] = readMethods([first])
      expect(readMethods([second, first, second])).toEqual([one, one, one])
    }
  })

  it('unpacks what the method reads of several at once as of each', () => {
    const chunks = fc.sample(oneSeries, 3).map((looks) => opened(encodeChunk(looks)))
    expect(readMethods(chunks)).toEqual(chunks.flatMap((chunk) => readMethods([chunk])))
  })

  it('with any bit turned is refused, in either string, in both versions', () => {
    const [looks = []] = fc.sample(oneSeries, 1)
    const { method, rest } = encodeChunk(looks)
    for (let bit = 0; bit < 8 * method.length; bit += 1) expect(() => openChunk(turned(method, bit), null)).toThrow(FormatError)
    for (let bit = 0; bit < 8 * rest.length; bit += 1) expect(() => openChunk(method, turned(rest, bit))).toThrow(FormatError)
    for (let bit = 0; bit < 8 * firstBytes.length; bit += 1) expect(() => openChunk(turned(firstBytes, bit), null)).toThrow(FormatError)
  })

  it('cut short is refused', () => {
    const { method, rest } = encodeChunk(firstLooks)
    for (let length = 0; length < method.length; length += 1) expect(() => openChunk(method.subarray(0, length), null)).toThrow(FormatError)
    for (let length = 0; length < rest.length; length += 1) expect(() => openChunk(method, rest.subarray(0, length))).toThrow(FormatError)
  })

  it('with the rest of another one is refused, however alike they are', () => {
    const { method } = encodeChunk(firstLooks)
    const { rest } = encodeChunk(firstLooks.map((look) => Object.assign({}, look, { outcome: 0 })))
    expect(() => openChunk(method, rest)).toThrow('the rest of another one')
  })

  it('cannot be made of nothing', () => {
    expect(() => encodeChunk([])).toThrow(FormatError)
  })
})

describe('sums of a month', () => {
  const run: fc.Arbitrary<Omit<QuarterRun, 'from'> & { readonly gap: number }> = fc.record({
    gap: fc.integer({ min: 0, max: 9 }),
    count: fc.integer({ min: 1, max: 9 }),
    upMs: fc.constantFrom(QUARTER_MS, 0, 17),
    downMs: fc.constantFrom(0, 5),
    ambiguousMs: fc.constantFrom(0, 6),
    degradedMs: fc.constantFrom(0, 0, 7),
    looks: small,
  })
  const months = fc.array(run, { maxLength: 12 }).map((drawn) => {
    let from = t0
    return drawn.map(({ gap, ...rest }): QuarterRun => {
      const start = from + gap * QUARTER_MS
      from = start + rest.count * QUARTER_MS
      // What is up from end to end has no time left for anything else.
      const plain = rest.upMs === QUARTER_MS
      return { ...rest, from: start, downMs: plain ? 0 : rest.downMs, ambiguousMs: plain ? 0 : rest.ambiguousMs }
    })
  })
  it('come back exactly, and runs are the same as their quarters', () => {
    fc.assert(
      fc.property(months, (runs) => {
        expect(decodeRollup(t0, encodeRollup(t0, runs))).toEqual(runs)
        expect([...quartersOf(quarterRuns(quartersOf(runs)))]).toEqual([...quartersOf(runs)])
      }),
    )
  })

  it('of a month that was up throughout take less than 16 bytes', () => {
    const month = { from: t0, count: 31 * 96, upMs: QUARTER_MS, downMs: 0, ambiguousMs: 0, degradedMs: 0, looks: 15 }
    expect(encodeRollup(t0, [month]).length).toBeLessThan(16)
  })
})

function opened({ method, rest }: ChunkBytes): Chunk {
  return openChunk(method, rest)
}

function turned(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice()
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return copy
}

function readMethods(chunks: readonly Chunk[]): readonly unknown[] {
  return methodsOf(chunks).map((method) =>
    Object.assign({}, method, { durationMs: method.durationMs(), lateMs: method.lateMs(), recheck: method.recheck() }),
  )
}
