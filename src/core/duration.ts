/**
 * Milliseconds of a duration as people write it: `500ms 30s 5m 1h 2d`. One whole number and one unit, nothing else;
 * null for anything else, and for what an exact integer cannot hold. 0 is a duration; whether it makes sense is the caller's question.
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,16})(ms|s|m|h|d)$/.exec(text)
  if (match === null) return null
  const [, digits = '', unit = ''] = match
  const size = units.find(([name]) => name === unit)?.[1] ?? 1
  const ms = Number(digits) * size
  return Number.isSafeInteger(ms) ? ms : null
}

/** The shortest text that `parseDuration` reads back as the same milliseconds: 90000 → `90s`, 3600000 → `1h`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s'
  const [name, size] = units.find(([, size]) => ms % size === 0) ?? ['ms', 1]
  return `${ms / size}${name}`
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const
