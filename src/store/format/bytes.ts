import { eighths, isShiftable, levelOf, shifted } from './level.ts'

/** Grows as it is written to. Integers are exact up to ±(2^53 − 1), however they are written. */
export interface ByteWriter {
  /** 0 and up, seven bits a byte, lowest first. */
  count(value: number): void
  /** Any whole number: like `count`, but the lowest bit of the first byte is the sign. */
  whole(value: number): void
  /** IEEE 754, little endian. */
  double(value: number): void
  /** 0 to 255. */
  byte(value: number): void
  u32(value: number): void
  bytes(value: Uint8Array): void
  length(): number
  /** What was written so far, as a view that later writes may outgrow. */
  done(): Uint8Array<ArrayBuffer>
}

/** Reads what ByteWriter wrote. Throws FormatError past the end. */
export interface ByteReader {
  count(): number
  whole(): number
  /** As many `whole` numbers as the column has, each as what it misses a level by (level.ts); they are added to what is there. */
  addAroundLevel(column: Float64Array): void
  /** Passes over so many `whole` numbers. */
  skipWholes(count: number): void
  double(): number
  u32(): number
  bytes(length: number): Uint8Array
  place(): number
  atEnd(): boolean
}

/** Bytes are not what their format says: damage, or a bug. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
}

const bits32 = 2 ** 31

export function byteWriter(capacity = 256): ByteWriter {
  let buffer = new Uint8Array(capacity)
  let view = new DataView(buffer.buffer)
  let end = 0
  const room = (more: number): void => {
    if (end + more <= buffer.length) return
    const larger = new Uint8Array(Math.max(2 * buffer.length, end + more))
    larger.set(buffer)
    buffer = larger
    view = new DataView(buffer.buffer)
  }
  const count = (value: number): void => {
    if (!(value >= 0 && Number.isSafeInteger(value))) throw new FormatError(`${value} is not a whole number from 0 up`)
    room(8)
    let rest = value
    // Shifts work on 32 bits only.
    while (rest >= bits32) {
      buffer[end++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      buffer[end++] = (rest & 127) | 128
      rest >>>= 7
    }
    buffer[end++] = rest
  }
  return {
    count,
    whole(value) {
      if (!Number.isSafeInteger(value)) throw new FormatError(`${value} is not a whole number`)
      const size = Math.abs(value)
      const first = ((size % 64) << 1) | (value < 0 ? 1 : 0)
      if (size < 64) {
        room(1)
        buffer[end++] = first
        return
      }
      room(1)
      buffer[end++] = first | 128
      count(Math.floor(size / 64))
    },
    double(value) {
      room(8)
      view.setFloat64(end, value, true)
      end += 8
    },
    byte(value) {
      room(1)
      buffer[end++] = value
    },
    u32(value) {
      room(4)
      view.setUint32(end, value, true)
      end += 4
    },
    bytes(value) {
      room(value.length)
      buffer.set(value, end)
      end += value.length
    },
    length: () => end,
    done: () => buffer.subarray(0, end),
  }
}

export function byteReader(bytes: Uint8Array, start = 0): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = start
  const count = (): number => {
    let byte = next()
    if (byte < 128) return byte
    let value = byte & 127
    let weight = 128
    do {
      byte = next()
      value += (byte & 127) * weight
      weight *= 128
    } while (byte >= 128)
    return value
  }
  const next = (): number => {
    const byte = bytes[at++]
    if (byte === undefined) throw new FormatError('ends in the middle of a number')
    return byte
  }
  const whole = (): number => {
    const first = next()
    const size = (first & 127) >> 1
    const all = first < 128 ? size : size + 64 * count()
    return (first & 1) === 1 ? -all : all
  }
  const skip = (length: number): number => {
    const from = at
    at += length
    if (at > bytes.length) throw new FormatError('ends too early')
    return from
  }
  return {
    count,
    whole,
    addAroundLevel(column) {
      const { length } = column
      if (length === 0) return
      const start = whole()
      column[0] = (column[0] ?? 0) + start
      let level = start * eighths
      let i = 1
      if (isShiftable(level)) {
        // The one loop that reading a year depends on, in 32 bits: nearly all numbers are one byte, or two.
        let place = at
        let near = level | 0
        for (; i < length && isShiftable(near); i += 1) {
          const first = bytes[place] ?? 128
          let size = (first & 127) >> 1
          if (first >= 128) {
            const second = bytes[place + 1] ?? 128
            if (second >= 128) break
            size += second << 6
            place += 1
          }
          place += 1
          const sign = -(first & 1)
          const missed = (size ^ sign) - sign
          column[i] = (column[i] ?? 0) + missed + shifted(near)
          near += missed
        }
        at = place
        level = near
      }
      for (; i < length; i += 1) {
        const missed = whole()
        column[i] = (column[i] ?? 0) + missed + levelOf(level)
        level += missed
      }
    },
    skipWholes(count) {
      // The last byte of a number is the one below 128.
      for (let left = count; left > 0; at += 1) if ((bytes[at] ?? 0) < 128) left -= 1
      if (at > bytes.length) throw new FormatError('ends in the middle of a column')
    },
    double: () => view.getFloat64(skip(8), true),
    u32: () => view.getUint32(skip(4), true),
    bytes(length) {
      const from = skip(length)
      return bytes.subarray(from, from + length)
    },
    place: () => at,
    atEnd: () => at >= bytes.length,
  }
}
