import { isoInstant } from '../../core/instant.ts'

// Writing into bytes without making a text of each number. Each returns the place behind what it wrote; whoever calls them has made room.

/** So many bytes a whole number takes at most: a sign and sixteen digits. */
export const widestWhole = 17
/** So many an instant does, in years of six digits. */
export const widestInstant = 27

const zero = 48
/** Up to where the shifts and divisions below stay within 32 bits. */
const plainBelow = 1_000_000_000

/** A whole number in decimals. */
export function putWhole(out: Uint8Array, at: number, value: number): number {
  if (!(value >= 0 && value < plainBelow)) return putText(out, at, String(value))
  let rest = value | 0
  const end = at + digitsOf(rest)
  for (let place = end - 1; place > at; place -= 1) {
    const tenth = (rest / 10) | 0
    out[place] = zero + rest - tenth * 10
    rest = tenth
  }
  out[at] = zero + rest
  return end
}

function digitsOf(value: number): number {
  if (value < 1_000) return value < 10 ? 1 : value < 100 ? 2 : 3
  let digits = 4
  for (let limit = 10_000; value >= limit; limit *= 10) digits += 1
  return digits
}

export function putFragment(out: Uint8Array, at: number, bytes: Uint8Array): number {
  out.set(bytes, at)
  return at + bytes.length
}

const dayMs = 86_400_000
const year10000 = 253_402_300_800_000

/** Writes instants as `isoInstant` does. Those that follow one another are nearly always of the same day, whose date is kept. */
export function instantWriter(): (out: Uint8Array, at: number, instant: number) => number {
  let day = Number.NaN
  const date = new Uint8Array('1970-01-01T'.length)
  return (out, at, instant) => {
    if (!(instant >= 0 && instant < year10000)) return putText(out, at, isoInstant(instant))
    let inDay = instant - day
    if (!(inDay >= 0 && inDay < dayMs)) {
      inDay = instant % dayMs
      day = instant - inDay
      putText(date, 0, isoInstant(day).slice(0, date.length))
    }
    for (let i = 0; i < date.length; i += 1) out[at + i] = date[i] ?? 0
    putTime(out, at + date.length, inDay | 0)
    return at + date.length + '00:00:00.000Z'.length
  }
}

function putTime(out: Uint8Array, at: number, inDay: number): void {
  const seconds = (inDay / 1_000) | 0
  const minutes = (seconds / 60) | 0
  const hours = (minutes / 60) | 0
  const ms = inDay - seconds * 1_000
  const tens = (ms / 10) | 0
  const hundreds = (ms / 100) | 0
  putTwo(out, at, hours)
  out[at + 2] = colon
  putTwo(out, at + 3, minutes - hours * 60)
  out[at + 5] = colon
  putTwo(out, at + 6, seconds - minutes * 60)
  out[at + 8] = point
  out[at + 9] = zero + hundreds
  out[at + 10] = zero + tens - hundreds * 10
  out[at + 11] = zero + ms - tens * 10
  out[at + 12] = zulu
}

const colon = 58
const point = 46
const zulu = 90

function putTwo(out: Uint8Array, at: number, value: number): void {
  const tens = (value / 10) | 0
  out[at] = zero + tens
  out[at + 1] = zero + value - tens * 10
}

/** ASCII only. */
function putText(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i += 1) out[at + i] = text.charCodeAt(i)
  return at + text.length
}
