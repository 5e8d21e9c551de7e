import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type QuarterRun, quarterRuns, quartersOf } from '../../src/core/rollup.ts'
import { QUARTER_MS } from '../../src/core/quarters.ts'
import { decodeBatch, encodeBatch } from '../../src/store/format/batch.ts'
import { byteReader, byteWriter, FormatError } from '../../src/store/format/bytes.ts'
import { type Chunk, encodeChunk, looksOf, methodsOf, openChunk, quick, thorough } from '../../src/store/format/chunk.ts'
import { addColumn, readColumn, writeColumn } from '../../src/store/format/column.ts'
import { columnsIn, lookCells, readCells, writeCells } from '../../src/store/format/look-cells.ts'
import { inTime, lookFields, type LookNumbers } from '../../src/store/format/look-numbers.ts'
import { decodeRollup, encodeRollup } from '../../src/store/format/rollup.ts'
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

/** Around a level, within 32 bits and beyond, with now and then a number far off: what is one byte, two, and more. */
const wavering = fc
  .tuple(
    fc.constantFrom(0, 90_000, -90_000, 2 ** 27 - 900, 2 ** 27, 2 ** 28 - 900, 2 ** 40),
    fc.array(fc.constantFrom(0, 1, -1, 31, -63, 64, 700, 8_000, -8_000, 90_000, 2 ** 31, -(2 ** 33)), { minLength: 1, maxLength: 60 }),
  )
  .map(([level, noise]) => noise.map((one) => level + one))

describe('a column', () => {
  const columns: fc.Arbitrary<readonly number[]> = fc.oneof(
    fc.array(whole, { minLength: 1 }),
    fc.array(fc.constantFrom(3, 3, 3, 4), { minLength: 1, maxLength: 60 }),
    wavering,
    fc.tuple(whole, fc.integer({ min: -99, max: 99_999 }), fc.array(small, { minLength: 1, maxLength: 60 })).map(([first, step, noise]) => {
      return noise.map((one, i) => Math.trunc(first / 4) + i * step + one)
    }),
  )
  it('comes back exactly, and the next one begins where it ends', () => {
    fc.assert(
      fc.property(columns, fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }), (values, judged) => {
        const out = byteWriter()
        writeColumn(out, values, values.length, judged)
        out.count(7)
        const input = byteReader(out.done())
        expect([...readColumn(input, values.length)]).toEqual(values.map((one) => one + 0))
        expect(input.count()).toBe(7)
      }),
      { numRuns: 500 },
    )
  })

  it('around a level is added to what is there', () => {
    fc.assert(
      fc.property(wavering, (values) => {
        const there = Float64Array.from(values, (_, i) => i * 1_000)
        addColumn(byteReader(aroundLevel(values)), there)
        expect([...there]).toEqual(values.map((value, i) => value + i * 1_000))
      }),
      { numRuns: 500 },
    )
  })

  it('whose level leaves 32 bits on its way is read exactly', () => {
    const values: number[] = []
    for (let i = 0, eighths = 0; i < 150_000; i += 1) {
      values.push(i === 0 ? 2 ** 27 - 1 : Math.round(eighths / 8) + 8_191)
      eighths = i === 0 ? 2 ** 30 - 8 : eighths + 8_191
    }
    const read = readColumn(byteReader(aroundLevel(values)), values.length)
    expect(values.findIndex((value, i) => value !== read[i])).toBe(-1)
  })

  it('of one number, of a steady step and of a level with noise takes next to nothing', () => {
    const sizes = [
      Array.from({ length: 1_440 }, () => 1_234_567),
      Array.from({ length: 1_440 }, (_, i) => t0 + 60_000 * i),
      Array.from({ length: 1_440 }, (_, i) => 100_000 + (i % 7)),
    ].map((values) => {
      const out = byteWriter()
      writeColumn(out, values, values.length)
      return out.length()
    })
    expect(sizes[0]).toBeLessThan(8)
    expect(sizes[1]).toBeLessThan(30)
    expect(sizes[2]).toBeLessThan(1_460)
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
        const chunk = openChunk(encodeChunk(looks, effort))
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

  it('unpacks what the method reads of several at once as of each', () => {
    const chunks = fc.sample(oneSeries, 3).map((looks) => openChunk(encodeChunk(looks)))
    expect(readMethods(chunks)).toEqual(chunks.flatMap((chunk) => readMethods([chunk])))
  })

  it('with any bit turned is refused', () => {
    const [looks = []] = fc.sample(oneSeries, 1)
    const bytes = encodeChunk(looks)
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) expect(() => openChunk(turned(bytes, bit))).toThrow(FormatError)
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

/** A column of kind 3 as docs/storage.md describes it. */
function aroundLevel(values: readonly number[]): Uint8Array {
  const out = byteWriter()
  out.count(3)
  let eighths = 0
  for (const [i, value] of values.entries()) {
    const missed = i === 0 ? value : value - Math.round(eighths / 8)
    out.whole(missed)
    eighths = i === 0 ? 8 * value : eighths + missed
  }
  return out.done()
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
