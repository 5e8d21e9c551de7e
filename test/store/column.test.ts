import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteReader, byteWriter, FormatError } from '../../src/store/format/bytes.ts'
import { addColumn, kinds, readColumn, skipColumn } from '../../src/store/format/column.ts'
import { addByFrequency, frequenciesOf, skipByFrequency, writeByFrequency } from '../../src/store/format/frequency.ts'
import { type ColumnsIn, columnsOut, type ColumnsOut } from '../../src/store/format/part.ts'
import { readRice, riceBits, skipRice, writeRice } from '../../src/store/format/rice.ts'
import { writeColumn } from '../../src/store/format/write-column.ts'
import { t0 } from './make.ts'

const most = Number.MAX_SAFE_INTEGER
const whole = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 63, 64, -64, 2 ** 31, -(2 ** 31), most, -most),
)
const small = fc.integer({ min: 0, max: 5 })

/** Around a level, within 32 bits and beyond, with now and then a number far off: what is one byte, two, and more. */
const wavering = fc
  .tuple(
    fc.constantFrom(0, 90_000, -90_000, 2 ** 27 - 900, 2 ** 27, 2 ** 28 - 900, 2 ** 40),
    fc.array(fc.constantFrom(0, 1, -1, 31, -63, 64, 700, 8_000, -8_000, 90_000, 2 ** 31, -(2 ** 33)), { minLength: 1, maxLength: 60 }),
  )
  .map(([level, noise]) => noise.map((one) => level + one))

/** Noise of some width, the same in each run, with outliers. */
function noise(length: number, width: number, outlier = 0): number[] {
  let state = 12_345
  return Array.from({ length }, (_, i) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return 500 + ((state >>> 8) % width) - ((state >>> 20) % width) + (i % 97 === 96 ? outlier : 0)
  })
}

const columns: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.array(whole, { minLength: 1 }),
  fc.array(fc.constantFrom(3, 3, 3, 4), { minLength: 1, maxLength: 60 }),
  wavering,
  fc.tuple(whole, fc.integer({ min: -99, max: 99_999 }), fc.array(small, { minLength: 1, maxLength: 60 })).map(([first, step, some]) => {
    return some.map((one, i) => Math.trunc(first / 4) + i * step + one)
  }),
  fc
    .tuple(fc.integer({ min: 20, max: 400 }), fc.integer({ min: 2, max: 900 }), fc.constantFrom(0, 30_000, 2 ** 40))
    .map(([length, width, outlier]) => noise(length, width, outlier)),
)

describe('a column', () => {
  it('comes back exactly or is passed over, and the next one begins where it ends', () => {
    fc.assert(
      fc.property(columns, fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }), (values, judged) => {
        const next = noise(40, 300)
        const write = (out: ColumnsOut): void => {
          writeColumn(out, Float64Array.from(values), judged)
          writeColumn(out, Float64Array.from(next))
        }
        const input = written(write)
        expect([...readColumn(input, values.length)]).toEqual(values.map((one) => one + 0))
        expect([...readColumn(input, next.length)]).toEqual(next)
        expect(input.plain.atEnd()).toBe(true)
        const again = written(write)
        skipColumn(again, values.length)
        expect([...readColumn(again, next.length)]).toEqual(next)
      }),
      { numRuns: 500 },
    )
  })

  it('of great steps is exact where what it covers is too great to be', () => {
    const step = 34 * 10 ** 14 + 1
    const values = [-56 * 10 ** 14]
    while (values.length < 5) values.push((values.at(-1) ?? 0) + step)
    const out = byteWriter()
    out.count(kinds.runs + 2)
    for (const [change, times] of [
      [values[0] ?? 0, 1],
      [step - (values[0] ?? 0), 1],
      [0, 3],
    ] as const) {
      out.whole(change)
      out.count(times)
    }
    expect([...readColumn(plainly(out.done()), values.length)]).toEqual(values)
  })

  it('around a level is added to what is there', () => {
    fc.assert(
      fc.property(wavering, (values) => {
        const there = Float64Array.from(values, (_, i) => i * 1_000)
        addColumn(plainly(aroundLevel(values)), there)
        expect([...there]).toEqual(values.map((value, i) => value + i * 1_000))
      }),
      { numRuns: 500 },
    )
  })

  it('of any kind is added to what is there', () => {
    fc.assert(
      fc.property(columns, (values) => {
        const there = Float64Array.from(values, (_, i) => i)
        addColumn(
          written((out) => writeColumn(out, Float64Array.from(values))),
          there,
        )
        expect([...there]).toEqual(values.map((value, i) => i + value))
      }),
      { numRuns: 300 },
    )
  })

  it('whose level leaves 32 bits on its way is read exactly', () => {
    const values: number[] = []
    for (let i = 0, eighths = 0; i < 150_000; i += 1) {
      values.push(i === 0 ? 2 ** 27 - 1 : Math.round(eighths / 8) + 8_191)
      eighths = i === 0 ? 2 ** 30 - 8 : eighths + 8_191
    }
    const read = readColumn(plainly(aroundLevel(values)), values.length)
    expect(values.findIndex((value, i) => value !== read[i])).toBe(-1)
  })

  it('takes next to nothing where numbers repeat or step, and where they are noise little more than the noise', () => {
    const sizes = [
      Array.from({ length: 1_440 }, () => 1_234_567),
      Array.from({ length: 1_440 }, (_, i) => t0 + 60_000 * i),
      noise(1_440, 64).map((one) => 78 + (one % 5)),
      noise(1_440, 64),
    ].map((values) => {
      const out = columnsOut(1)
      writeColumn(out, Float64Array.from(values))
      return out.plain.length() + out.dense.length()
    })
    expect(sizes[0]).toBeLessThan(8)
    expect(sizes[1]).toBeLessThan(30)
    // log2(5) bits each are 418 bytes.
    expect(sizes[2]).toBeLessThan(440)
    // The difference of two even numbers below 64 is worth 6.7 bits.
    expect(sizes[3]).toBeLessThan(1_320)
  })

  it('whose beginning is unlike the others takes no more than each number by itself', () => {
    const values = Float64Array.from([...Array.from({ length: 40 }, () => 500), ...noise(1_400, 30)])
    const out = columnsOut(1)
    writeColumn(out, values, 32)
    expect(out.plain.length() + out.dense.length()).toBeLessThan(2 * values.length + 8)
    expect(
      readColumn(
        written((again) => writeColumn(again, values, 32)),
        values.length,
      ),
    ).toEqual(values)
  })

  it('of a kind that nobody knows is refused', () => {
    for (const kind of [9, 12, 19 + kinds.frequency, 64]) {
      expect(() => readColumn(plainly(Uint8Array.of(kind, 0, 0)), 2)).toThrow(FormatError)
      expect(() => skipColumn(plainly(Uint8Array.of(kind, 0, 0)), 2)).toThrow(FormatError)
    }
  })
})

describe('numbers in bits', () => {
  it('come back exactly, from 0 to the greatest that are exact', () => {
    const edges = [0, -1, 1, 23, -24, 24, 2 ** 24 - 1, 2 ** 24, -(2 ** 24), 2 ** 25, 2 ** 29, -(2 ** 30), 2 ** 31, 2 ** 32, most, -most]
    fc.assert(
      fc.property(fc.array(fc.oneof(whole, fc.constantFrom(...edges), small), { minLength: 1, maxLength: 80 }), (values) => {
        const read = new Float64Array(values.length)
        readRice(
          written((out) => writeRice(out, Float64Array.from(values))),
          read,
        )
        expect([...read]).toEqual(values.map((one) => one + 0))
      }),
      { numRuns: 500 },
    )
  })

  it('are what the description says', () => {
    for (const values of [noise(300, 2), noise(300, 40, 90_000), noise(300, 5_000), [7], [7, most, -1, 0, 0, 0, 3_000, -2]]) {
      expect(
        byDescription(
          written((out) => writeRice(out, Float64Array.from(values))),
          values.length,
        ),
      ).toEqual(values)
    }
  })

  it('follow noise that grows and falls, and an outlier does not spoil what is behind it', () => {
    const calm = Float64Array.from(noise(500, 8).map((one) => one - 500))
    const bits = riceBits(calm, 1e9) ?? 0
    const disturbed = calm.slice()
    disturbed[100] = 60_000
    expect((riceBits(disturbed, 1e9) ?? 0) - bits).toBeLessThan(110)
    const rough = Float64Array.from(noise(500, 2_000).map((one) => one - 500))
    const both = Float64Array.of(...calm, ...rough, ...calm)
    expect(riceBits(both, 1e9) ?? 0).toBeLessThan(2 * bits + (riceBits(rough, 1e9) ?? 0) + 700)
  })

  it('are counted to the bit, and no further than somebody wants them', () => {
    const numbers = Float64Array.from(noise(700, 90))
    const input = written((out) => writeRice(out, numbers))
    const bits = riceBits(numbers, 1e9) ?? 0
    expect(Math.ceil(bits / 8)).toBe(input.dense.bytes.length - 4)
    expect(riceBits(numbers, bits - 1)).toBeNull()
    skipRice(input)
    expect(input.dense.place).toBe(Math.ceil(bits / 8))
    expect(input.plain.atEnd()).toBe(true)
  })

  it('that do not end where they should are an error, not numbers', () => {
    const values = Float64Array.from(noise(50, 90, 2 ** 40))
    const write = (out: ColumnsOut): void => writeRice(out, values)
    expect(() => readRice(written(write), new Float64Array(49))).toThrow(FormatError)
    expect(() => readRice(written(write), new Float64Array(60))).toThrow(FormatError)
    const { plain, dense } = written(write)
    expect(() => readRice({ plain, dense: { bytes: dense.bytes.subarray(0, 20), place: 0 } }, new Float64Array(50))).toThrow(FormatError)
    expect(() => readRice(plainly(Uint8Array.of(0, 255, 255, 255, 255, 255, 1, 0, 0)), new Float64Array(2))).toThrow(FormatError)
  })
})

describe('numbers by frequency', () => {
  const few = fc
    .tuple(
      fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 63 })), { minLength: 2, maxLength: 300 }),
      fc.array(whole, { maxLength: 3 }),
    )
    .map(([least, offsets, others]) => others.concat(offsets.map((offset) => least + offset)))

  it('come back exactly, and others among them', () => {
    fc.assert(
      fc.property(few, (values) => {
        const numbers = Float64Array.from(values)
        const frequencies = frequenciesOf(numbers)
        if (frequencies === null) return
        expect(frequencies.of.reduce((sum, one) => sum + one, 0)).toBe(256)
        const write = (out: ColumnsOut): void => writeByFrequency(out, numbers, frequencies)
        const read = new Float64Array(values.length)
        addByFrequency(written(write), read)
        expect([...read]).toEqual(values.map((one) => one + 0))
        const passed = written(write)
        skipByFrequency(passed)
        expect(passed.plain.atEnd()).toBe(true)
        expect(passed.dense.place).toBe(passed.dense.bytes.length - 4)
      }),
      { numRuns: 500 },
    )
  })

  it('are not for numbers of many kinds, nor for a single one', () => {
    expect(frequenciesOf(Float64Array.from({ length: 300 }, (_, i) => i * i))).toBeNull()
    expect(frequenciesOf(new Float64Array(9).fill(4))).toBeNull()
    expect(frequenciesOf(Float64Array.from({ length: 900 }, (_, i) => i % 64))?.of).toHaveLength(65)
  })

  it('take what their frequencies say', () => {
    const numbers = Float64Array.from({ length: 1_600 }, (_, i) => (((i * 7_919) % 1_601) % 16 === 0 ? 1 : 0))
    const frequencies = frequenciesOf(numbers)
    if (frequencies === null) throw new Error('two different numbers are few')
    const { dense } = written((out) => writeByFrequency(out, numbers, frequencies))
    // A sixteenth of them is 1: 0.337 bits each.
    expect(dense.bytes.length - 4).toBeLessThan(78)
  })

  it('that do not end where they began are an error, not numbers', () => {
    const numbers = Float64Array.from(noise(400, 4))
    const frequencies = frequenciesOf(numbers)
    if (frequencies === null) throw new Error('seven different numbers are few')
    const write = (out: ColumnsOut): void => writeByFrequency(out, numbers, frequencies)
    for (const length of [399, 401]) expect(() => addByFrequency(written(write), new Float64Array(length))).toThrow(FormatError)
    const { plain, dense } = written(write)
    expect(() => addByFrequency({ plain, dense: { bytes: dense.bytes.subarray(0, 20), place: 0 } }, new Float64Array(400))).toThrow(
      FormatError,
    )
    const table = byteWriter()
    for (const count of [0, 3, 100, 100, 57, 0, 4]) table.count(count)
    expect(() => addByFrequency(plainly(table.done()), new Float64Array(2))).toThrow(FormatError)
  })
})

/** What was written, as it is read: behind the bits of the last column stands a checksum. */
function written(write: (out: ColumnsOut) => void): ColumnsIn {
  const out = columnsOut(1)
  write(out)
  out.plain.done()
  const bytes = new Uint8Array(out.dense.length() + 4).fill(255)
  bytes.set(out.dense.done())
  return { plain: byteReader(out.plain.done()), dense: { bytes, place: 0 } }
}

function plainly(bytes: Uint8Array): ColumnsIn {
  return { plain: byteReader(bytes), dense: { bytes: new Uint8Array(4), place: 0 } }
}

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

/** Numbers in bits as docs/storage.md describes them, bit by bit. */
function byDescription({ plain, dense }: ColumnsIn, length: number): readonly number[] {
  const numbers = [plain.whole()]
  let sixteenths = plain.count()
  const escapes = Array.from({ length: plain.count() }, () => plain.whole())
  const bits = [...dense.bytes.subarray(0, plain.count())].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  let at = 0
  while (numbers.length < length) {
    const mean = Math.floor(sixteenths / 16)
    const k = mean < 1 ? 0 : Math.min(Math.floor(Math.log2(mean)), 20)
    let ones = 0
    while (ones < 24 && bits[at] === '1') {
      ones += 1
      at += 1
    }
    let folded = Number.POSITIVE_INFINITY
    if (ones === 24) numbers.push(escapes.shift() ?? Number.NaN)
    else {
      folded = ones * 2 ** k + (k === 0 ? 0 : Number.parseInt(bits.slice(at + 1, at + 1 + k), 2))
      at += 1 + k
      numbers.push(folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2)
    }
    sixteenths += Math.min(folded, 8 * 2 ** k) - mean
  }
  return numbers
}
