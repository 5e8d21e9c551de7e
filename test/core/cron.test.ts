import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cronProblem, nextLocal, parseCron, previousLocal } from '../../src/core/cron.ts'

const at = (text: string) => Date.parse(`${text}Z`)
const text = (local: number | null) => (local === null ? null : new Date(local).toISOString().slice(0, 19))

function cron(expression: string) {
  const read = parseCron(expression)
  if ('problems' in read) throw new Error(read.problems.join('; '))
  return read
}
const day = { hour: [0], minute: [0], second: [0] }
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('reading a cron expression', () => {
  it.each([
    [
      '*/5 8-18 * * 1-5',
      { second: [0], minute: [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55], hour: range(8, 18), dayOfWeek: [1, 2, 3, 4, 5] },
    ],
    ['0 0 1,15 * *', { ...day, dayOfMonth: [1, 15], month: range(1, 12), dayOfWeek: range(0, 6) }],
    ['15,5,15 0 * * *', { minute: [5, 15] }],
    ['10-20/5 0 * JAN-mar Mon,FRI', { minute: [10, 15, 20], month: [1, 2, 3], dayOfWeek: [1, 5] }],
    ['0 0 * * 7', { dayOfWeek: [0] }],
    ['0 0 * * fri-sun', { dayOfWeek: [0, 5, 6] }],
    ['0 0 * * sun-tue', { dayOfWeek: [0, 1, 2] }],
    ['0 0 * * 5-7', { dayOfWeek: [0, 5, 6] }],
    ['0 0 * dec *', { month: [12] }],
    ['*/20 30 2 * * *', { second: [0, 20, 40], minute: [30], hour: [2], withinTheHour: true }],
    ['0-40/20 30 2 * * *', { second: [0, 20, 40], withinTheHour: false }],
    ['*/7 * * * *', { minute: [0, 7, 14, 21, 28, 35, 42, 49, 56] }],
    ['  0   12\t* * * ', { minute: [0], hour: [12] }],
    ['*/60 */24 * * *', { minute: [0], hour: [0] }],
  ])('%s', (expression, fields) => {
    expect(cron(expression)).toMatchObject(fields)
  })

  it.each([
    ['', '0 fields; 5 are needed (minute hour day-of-month month day-of-week), or 6 with seconds first'],
    ['  ', '0 fields; 5 are needed (minute hour day-of-month month day-of-week), or 6 with seconds first'],
    ['* * * *', '4 fields; 5 are needed (minute hour day-of-month month day-of-week), or 6 with seconds first'],
    ['0 0 * * * * 2026', '7 fields; 5 are needed (minute hour day-of-month month day-of-week), or 6 with seconds first'],
    ['60 * * * *', 'minute "60": 0-59, not "60"'],
    ['61 * * * * *', 'second "61": 0-59, not "61"'],
    ['* 24 * * *', 'hour "24": 0-23, not "24"'],
    ['* * 0 * *', 'day-of-month "0": 1-31, not "0"'],
    ['* * 32 * *', 'day-of-month "32": 1-31, not "32"'],
    ['* * * 13 *', 'month "13": 1-12 or jan-dec, not "13"'],
    ['* * * janvier *', 'month "janvier": 1-12 or jan-dec, not "janvier"'],
    ['* * * * 8', 'day-of-week "8": 0-7 or sun-sat, not "8"'],
    ['mon * * * *', 'minute "mon": 0-59, not "mon"'],
    ['*/90 * * * * *', 'second "*/90": a step from 1 to 60, not 90'],
    ['*/0 * * * *', 'minute "*/0": a step from 1 to 60, not 0'],
    ['5/10 * * * *', 'minute "5/10": a step needs a range: 5-59/10 rather than 5/10'],
    ['61-5 * * * *', 'minute "61-5": 0-59, not "61"'],
    ['5-61 * * * *', 'minute "5-61": 0-59, not "61"'],
    ['* * */32 * *', 'day-of-month "*/32": a step from 1 to 31, not 32'],
    ['* * * dec-jan *', 'month "dec-jan": the range dec-jan runs backwards'],
    ['20-10 * * * *', 'minute "20-10": the range 20-10 runs backwards'],
    ['1,,2 * * * *', 'minute "1,,2": an empty item'],
    ['*-5 * * * *', 'minute "*-5": "*-5" is not a range'],
    ['0 0 L * *', 'day-of-month "L": 1-31, not "L"'],
    ['0 0 ? * *', 'day-of-month "?": "?" is not a number, a range or a step'],
    ['0 0 * * 5#3', 'day-of-week "5#3": "5#3" is not a number, a range or a step'],
    ['1e1 * * * *', 'minute "1e1": 0-59, not "1e1"'],
    ['99 99 * * *', 'minute "99": 0-59, not "99"; hour "99": 0-23, not "99"'],
    ['0 0 30 2 *', 'day-of-month "30" never comes in month "2"'],
    ['0 0 31 4,6,9,11 *', 'day-of-month "31" never comes in month "4,6,9,11"'],
    ['@hourly', '"@hourly" is a shortcut that is not read; write five fields, such as "0 * * * *" for every hour'],
  ])('refuses "%s"', (expression, problem) => {
    expect(cronProblem(expression)).toBe(problem)
  })

  it.each(['0 0 29 2 *', '0 0 31 2,3 *', '0 0 30 2 mon', '0 0 29 2 */7'])('accepts %s, which does come', (expression) => {
    expect(cronProblem(expression)).toBeNull()
  })
})

describe('the next and the previous local time', () => {
  it.each([
    ['* * * * *', '2026-01-01T00:00:00', '2026-01-01T00:00:00', '2026-01-01T00:00:00'],
    ['* * * * *', '2026-01-01T00:00:00.001', '2026-01-01T00:01:00', '2026-01-01T00:00:00'],
    ['*/5 8-18 * * 1-5', '2026-11-20T18:56:00', '2026-11-23T08:00:00', '2026-11-20T18:55:00'],
    ['59 23 31 12 *', '2026-01-01T00:00:00', '2026-12-31T23:59:00', '2025-12-31T23:59:00'],
    ['0 0 29 2 *', '2026-01-01T00:00:00', '2028-02-29T00:00:00', '2024-02-29T00:00:00'],
    ['0 0 29 2 *', '2096-03-01T00:00:00', '2104-02-29T00:00:00', '2096-02-29T00:00:00'],
    ['30 10 * * * *', '2026-01-01T23:10:31', '2026-01-02T00:10:30', '2026-01-01T23:10:30'],
    ['58 59 23 * * *', '2026-01-01T23:59:59', '2026-01-02T23:59:58', '2026-01-01T23:59:58'],
    ['59 59 * * * *', '2026-01-01T10:59:59', '2026-01-01T10:59:59', '2026-01-01T10:59:59'],
    ['30 10 * * * *', '2026-01-01T23:10:15', '2026-01-01T23:10:30', '2026-01-01T22:10:30'],
    ['59 10 * * * *', '2026-01-01T23:10:59', '2026-01-01T23:10:59', '2026-01-01T23:10:59'],
    ['0 12 31 * *', '2026-02-01T00:00:00', '2026-03-31T12:00:00', '2026-01-31T12:00:00'],
    // Neither day field begins with *: either will do.
    ['0 0 13 * fri', '2026-11-08T00:00:00', '2026-11-13T00:00:00', '2026-11-06T00:00:00'],
    ['0 0 15 * fri', '2026-11-14T00:00:00', '2026-11-15T00:00:00', '2026-11-13T00:00:00'],
    // One of them begins with *: both must be met.
    ['0 0 13 * */5', '2026-11-08T00:00:00', '2026-11-13T00:00:00', '2026-09-13T00:00:00'],
    ['0 0 */2 * fri', '2026-11-14T00:00:00', '2026-11-27T00:00:00', '2026-11-13T00:00:00'],
  ])('%s around %s', (expression, instant, next, previous) => {
    expect(text(nextLocal(cron(expression), at(instant)))).toBe(next)
    expect(text(previousLocal(cron(expression), at(instant)))).toBe(previous)
  })

  it('lead back and forth to each other', () => {
    const expressions = ['*/7 3-5 * * *', '1 1 31 * *', '*/13 59 23 * * sat', '0 0 29 2 1-7', '5,50 0,23 1 1 *'].map((expression) =>
      cron(expression),
    )
    assert(
      property(
        integer({ min: 0, max: expressions.length - 1 }),
        integer({ min: at('2020-01-01'), max: at('2040-01-01') }),
        (index, local) => {
          const found = expressions[index]
          if (found === undefined) throw new Error('no such expression')
          const next = nextLocal(found, local) ?? Number.NaN
          expect(next).toBeGreaterThanOrEqual(local)
          expect(nextLocal(found, next)).toBe(next)
          expect(previousLocal(found, next)).toBe(next)
          expect(previousLocal(found, next - 1) ?? Number.NaN).toBeLessThan(local)
        },
      ),
    )
  })
})
