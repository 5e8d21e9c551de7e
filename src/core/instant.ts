/**
 * UTC ms of an instant as people and programs write it: ISO 8601 / RFC 3339 with an offset (`2025-05-27T08:02:00Z`,
 * `2025-05-27 09:02:00.5+01:00`), cut to the millisecond, or epoch milliseconds. null for anything else: a local time without an offset
 * is no instant, and ten digits are seconds, not milliseconds.
 */
export function parseInstant(text: string): number | null {
  if (plainForm.test(text)) return Date.parse(text)
  const match = isoForm.exec(text)
  if (match === null) return parseEpoch(text)
  const [, year, month, day, hour, minute, second = '0', fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms)
  // Date.UTC carries 30 February over into March.
  if (Number(day) > 28 && new Date(local).getUTCDate() !== Number(day)) return null
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return null
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000
  return sign === '-' ? local + offsetMs : local - offsetMs
}

/** `2025-05-27T08:02:00.000Z`. Throws a RangeError beyond the years that Date can hold (±8.64e15 ms). */
export function isoInstant(at: number): string {
  if (!(at >= 0 && at < year10000 && Number.isInteger(at))) return new Date(at).toISOString()
  const inDay = at % dayMs
  if (at - inDay !== lastDay.start) lastDay = { start: at - inDay, text: new Date(at - inDay).toISOString().slice(0, 11) }
  const seconds = Math.floor(inDay / 1_000)
  const minutes = Math.floor(seconds / 60)
  const milliseconds = 1_000 + (inDay % 1_000)
  return `${lastDay.text}${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${String(milliseconds).slice(1)}Z`
}

const dayMs = 86_400_000
const year10000 = 253_402_300_800_000
/** Instants that are written one after another nearly always are of the same day, whose date need not be made again. */
let lastDay = { start: 0, text: '1970-01-01T' }
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

// The form that machines write, read four times faster; days that not every month has are left to the careful way.
const plainForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/
const isoForm = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):?(\d\d)?)$/

function parseEpoch(text: string): number | null {
  if (!/^\d{1,13}$/.test(text) || /^[1-9]\d{9}$/.test(text)) return null
  return Number(text)
}
