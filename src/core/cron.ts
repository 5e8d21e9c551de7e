/**
 * One cron expression, read. Fields are ascending lists of numbers; Sunday is 0. Times are local: `nextLocal` and `previousLocal` work on dates
 * written as if they were UTC and know nothing of zones (schedule.ts does).
 */
export interface Cron {
  readonly second: readonly number[]
  readonly minute: readonly number[]
  readonly hour: readonly number[]
  readonly dayOfMonth: readonly number[]
  readonly month: readonly number[]
  readonly dayOfWeek: readonly number[]
  /** Vixie cron's rule: where neither day field begins with `*`, a date that meets one of them will do; else it must meet both. */
  readonly eitherDay: boolean
  /** The minute field, or a seconds field, begins with `*`: many times an hour, in some hours. */
  readonly withinTheHour: boolean
}

/**
 * Reads five fields (minute, hour, day of month, month, day of week) or six (a field of seconds first). Each is a list of `*`, numbers, ranges `a-b`
 * and steps (after `*` or a range); months and days have English names of three letters, Sunday is 0 or 7.
 * A list of problems, each naming its field, where it cannot be read or no date ever meets it.
 */
export function parseCron(text: string): Cron | { readonly problems: readonly string[] } {
  const words = text.trim().split(/\s+/)
  if (text.trim().startsWith('@'))
    return { problems: [`"${text}" is a shortcut that is not read; write five fields, such as "0 * * * *" for every hour`] }
  if (words.length !== 5 && words.length !== 6) {
    return {
      problems: [
        `${text.trim() === '' ? 0 : words.length} fields; 5 are needed (minute hour day-of-month month day-of-week), or 6 with seconds first`,
      ],
    }
  }
  const [second = '', minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = words.length === 6 ? words : ['0', ...words]
  const problems: string[] = []
  const read = (field: Field, word: string): readonly number[] => {
    const found = readField(field, word)
    if (typeof found !== 'string') return found
    problems.push(found)
    return []
  }
  const cron: Cron = {
    second: read(fields.second, second),
    minute: read(fields.minute, minute),
    hour: read(fields.hour, hour),
    dayOfMonth: read(fields.dayOfMonth, dayOfMonth),
    month: read(fields.month, month),
    dayOfWeek: read(fields.dayOfWeek, dayOfWeek),
    eitherDay: !dayOfMonth.startsWith('*') && !dayOfWeek.startsWith('*'),
    withinTheHour: minute.startsWith('*') || second.startsWith('*'),
  }
  if (problems.length > 0) return { problems }
  if (nextLocal(cron, 0) === null) return { problems: [`day-of-month "${dayOfMonth}" never comes in month "${month}"`] }
  return cron
}

/** What is wrong with a cron expression, on one line; null when nothing is. For the configuration's errors. */
export function cronProblem(text: string): string | null {
  const read = parseCron(text)
  return 'problems' in read ? read.problems.join('; ') : null
}

/** The first local time at or after `local` that meets the expression; null when there is none within 41 years. */
export function nextLocal(cron: Cron, local: number): number | null {
  const second = Math.ceil(local / 1000)
  const day = Math.floor(second / daySeconds)
  const timeOfDay = meetsDate(cron, day) ? timeAtOrAfter(cron, second - day * daySeconds) : null
  if (timeOfDay !== null) return (day * daySeconds + timeOfDay) * 1000
  const next = matchingDay(cron, day + 1, 1)
  return next === null ? null : (next * daySeconds + (timeAtOrAfter(cron, 0) ?? 0)) * 1000
}

/** The last local time at or before `local` that meets the expression; null when there is none within 41 years. */
export function previousLocal(cron: Cron, local: number): number | null {
  const second = Math.floor(local / 1000)
  const day = Math.floor(second / daySeconds)
  const timeOfDay = meetsDate(cron, day) ? timeAtOrBefore(cron, second - day * daySeconds) : null
  if (timeOfDay !== null) return (day * daySeconds + timeOfDay) * 1000
  const previous = matchingDay(cron, day - 1, -1)
  return previous === null ? null : (previous * daySeconds + (timeAtOrBefore(cron, daySeconds - 1) ?? 0)) * 1000
}

/** Whether a date, counted in days since 1970-01-01, meets the three day fields. */
export function meetsDate(cron: Cron, day: number): boolean {
  const date = new Date(day * daySeconds * 1000)
  if (!cron.month.includes(date.getUTCMonth() + 1)) return false
  const ofMonth = cron.dayOfMonth.includes(date.getUTCDate())
  const ofWeek = cron.dayOfWeek.includes(date.getUTCDay())
  return cron.eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek
}

const daySeconds = 86_400
// 29 February falls on a given day of the week every 28 years, and once in 40 across a century without a leap day.
const horizonDays = 41 * 366

interface Field {
  readonly name: string
  readonly min: number
  readonly max: number
  /** Accepted besides, as another writing of `min`. */
  readonly alias?: number
  readonly names?: readonly string[]
}
const fields = {
  second: { name: 'second', min: 0, max: 59 },
  minute: { name: 'minute', min: 0, max: 59 },
  hour: { name: 'hour', min: 0, max: 23 },
  dayOfMonth: { name: 'day-of-month', min: 1, max: 31 },
  month: { name: 'month', min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  dayOfWeek: { name: 'day-of-week', min: 0, max: 6, alias: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
} as const satisfies Record<string, Field>

/** Its numbers in ascending order, or what is wrong with it. */
function readField(field: Field, word: string): readonly number[] | string {
  const found = new Set<number>()
  for (const item of word.split(',')) {
    const values = readItem(field, item)
    if (typeof values === 'string') return `${field.name} "${word}": ${values}`
    for (const value of values) found.add(value === field.alias ? field.min : value)
  }
  return [...found].sort((a, b) => a - b)
}

function readItem(field: Field, item: string): readonly number[] | string {
  const match = /^(\*|[a-z\d]+)(?:-([a-z\d]+))?(?:\/(\d+))?$/i.exec(item)
  if (match === null) return item === '' ? 'an empty item' : `"${item}" is not a number, a range or a step`
  const [, first = '', last, step] = match
  if (first === '*' && last !== undefined) return `"${item}" is not a range`
  if (first !== '*' && last === undefined && step !== undefined)
    return `a step needs a range: ${first}-${field.max}/${step} rather than ${item}`
  const from = first === '*' ? field.min : readNumber(field, first)
  const to = first === '*' ? field.max : readNumber(field, last ?? first, last !== undefined)
  if (typeof from === 'string') return from
  if (typeof to === 'string') return to
  if (from > to) return `the range ${item} runs backwards`
  const by = Number(step ?? 1)
  if (by === 0 || by > field.max - field.min + 1) return `a step from 1 to ${field.max - field.min + 1}, not ${step}`
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by)
}

/** `endsRange`: `fri-sun` ends on the Sunday after, 7. */
function readNumber(field: Field, word: string, endsRange = false): number | string {
  const named = field.names?.indexOf(word.toLowerCase()) ?? -1
  if (named === 0 && endsRange && field.alias !== undefined) return field.alias
  if (named >= 0) return field.min + named
  const value = /^\d+$/.test(word) ? Number(word) : Number.NaN
  if (value >= field.min && value <= (field.alias ?? field.max)) return value
  const names = field.names === undefined ? '' : ` or ${field.names[0]}-${field.names.at(-1)}`
  return `${field.min}-${field.alias ?? field.max}${names}, not "${word}"`
}

/** The nearest matching day from `day` on, forwards (+1) or backwards (−1), a month at a time where the month does not match. */
function matchingDay(cron: Cron, day: number, step: 1 | -1): number | null {
  let at = day
  while (Math.abs(at - day) <= horizonDays) {
    if (meetsDate(cron, at)) return at
    const date = new Date(at * daySeconds * 1000)
    if (cron.month.includes(date.getUTCMonth() + 1)) at += step
    else at = monthEdge(date, step)
  }
  return null
}

/** First day of the next month, or last day of the previous one, in days since 1970-01-01. */
function monthEdge(date: Date, step: 1 | -1): number {
  const year = date.getUTCFullYear()
  const edge = step === 1 ? Date.UTC(year, date.getUTCMonth() + 1, 1) : Date.UTC(year, date.getUTCMonth(), 0)
  return edge / (daySeconds * 1000)
}

function timeAtOrAfter(cron: Cron, time: number): number | null {
  for (const hour of cron.hour) {
    if (hour * 3600 + 3599 < time) continue
    for (const minute of cron.minute) {
      const start = hour * 3600 + minute * 60
      if (start + 59 < time) continue
      const second = cron.second.find((value) => start + value >= time)
      if (second !== undefined) return start + second
    }
  }
  return null
}

function timeAtOrBefore(cron: Cron, time: number): number | null {
  for (const hour of cron.hour.toReversed()) {
    if (hour * 3600 > time) continue
    for (const minute of cron.minute.toReversed()) {
      const start = hour * 3600 + minute * 60
      if (start > time) continue
      const second = cron.second.findLast((value) => start + value <= time)
      if (second !== undefined) return start + second
    }
  }
  return null
}
