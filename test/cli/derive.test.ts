import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assert, asyncProperty, shuffledSubarray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive } from '../../src/cli/derive.ts'
import { runCommand } from './run-command.ts'

interface Observation {
  readonly at: string
  readonly outcome: string
  readonly durationMs?: number
}
interface Expected {
  readonly outages: readonly object[]
  readonly unconfirmed: readonly object[]
  readonly gaps: readonly object[]
  readonly totals: object
}
interface Vector {
  readonly name: string
  readonly everyMs: number
  readonly confirm: { readonly down: number; readonly up: number }
  readonly from: string
  readonly to: string
  readonly observations: readonly Observation[]
  readonly expected: Expected
}
const { vectors }: { readonly vectors: readonly Vector[] } = JSON.parse(
  readFileSync(new URL('../fixtures/vectors/outages.json', import.meta.url), 'utf8'),
)

const jsonLines = (looks: readonly object[]) => looks.map((look) => `${JSON.stringify(look)}\n`).join('')
const csv = (looks: readonly Observation[]) => {
  const timed = looks.some(({ durationMs }) => durationMs !== undefined)
  const line = ({ at, outcome, durationMs }: Observation) => (timed ? `${at},${outcome},${durationMs ?? ''}` : `${at},${outcome}`)
  return [timed ? 'at,outcome,durationMs' : 'at,outcome', ...looks.map(line), ''].join('\r\n')
}
const options = ({ everyMs, confirm, from, to }: Vector) => [
  '--every',
  `${everyMs}ms`,
  '--confirm-down',
  String(confirm.down),
  '--confirm-up',
  String(confirm.up),
  '--from',
  from,
  '--to',
  to,
]
/** Fractions to 1e-9, as the vectors are written. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, member: unknown) => (typeof member === 'number' ? Math.round(member * 1e9) / 1e9 : member))

describe('vigie derive over the published vectors', () => {
  const cases = vectors.flatMap((vector) => [
    { name: `${vector.name}, JSON Lines`, vector, text: jsonLines(vector.observations) },
    { name: `${vector.name}, CSV`, vector, text: csv(vector.observations) },
    { name: `${vector.name}, backwards and twice`, vector, text: jsonLines([...vector.observations, ...vector.observations].toReversed()) },
  ])
  it.each(cases)('$name', async ({ vector, text }) => {
    const { status, stdout } = await runCommand(derive, options(vector), text)
    expect(status).toBe(0)
    const answer: Expected & { readonly method: number } = JSON.parse(stdout)
    const { expected } = vector
    expect(Object.keys(answer)).toEqual(['method', 'outages', 'unconfirmed', 'gaps', 'totals'])
    expect(answer.method).toBe(1)
    expect(rounded(answer.gaps)).toEqual(rounded(expected.gaps))
    expect(rounded(answer.totals)).toEqual(rounded(expected.totals))
    // The vectors leave out what names an outage: id, monitorId and cause.
    expect(answer.outages.length).toBe(expected.outages.length)
    expect(answer.unconfirmed.length).toBe(expected.unconfirmed.length)
    expect(answer).toMatchObject({ outages: expected.outages, unconfirmed: expected.unconfirmed })
  })
})

const minutes = (script: string) =>
  Array.from(script, (mark, minute) => ({
    at: `2025-05-27T08:0${minute}:00.000Z`,
    outcome: { u: 'up', d: 'down' }[mark] ?? 'unknown',
  }))

async function answerOf(argv: readonly string[], stdin: string | readonly Buffer[] = '') {
  const { status, stdout, stderr } = await runCommand(derive, argv, stdin)
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

describe('what derive prints', () => {
  it('is the one JSON shape of an outage, named after the series', async () => {
    const answer = await answerOf(['--monitor', 'cnops-www'], jsonLines(minutes('uudddu')))
    expect(JSON.stringify(answer.outages[0])).toBe(
      '{"id":"cnops-www-20250527T080200Z","monitorId":"cnops-www","onset":{"after":"2025-05-27T08:01:00.000Z","by":"2025-05-27T08:02:00.000Z"},' +
        '"recovery":{"after":"2025-05-27T08:04:00.000Z","by":"2025-05-27T08:05:00.000Z"},"ongoing":false,"minMs":120000,"maxMs":240000,' +
        '"unobservedMs":0,"flaps":0,"incidentsMax":1,"looks":3,"lastSeenDownAt":"2025-05-27T08:04:00.000Z","confirmed":true,"cause":null}',
    )
  })

  it('calls the series "samples" unless told, and takes its period from the first to the last look', async () => {
    const answer = await answerOf([], jsonLines(minutes('uuddu')))
    expect([answer.outages[0].monitorId, answer.totals.periodMs]).toEqual(['samples', 240_000])
  })

  it('is the same JSON with --json, and on a terminal only with it', async () => {
    const text = jsonLines(minutes('uddu'))
    const { stdout } = await runCommand(derive, [], text)
    expect((await runCommand(derive, ['--json'], text)).stdout).toBe(stdout)
    expect((await runCommand(derive, ['--json'], text, true)).stdout).toBe(stdout)
  })

  it('is a table on a terminal', async () => {
    const text = jsonLines([
      ...minutes('uuddu'),
      { at: '2025-05-27T08:09:00Z', outcome: 'down' },
      { at: '2025-05-27T08:10:00Z', outcome: 'up' },
      { at: '2025-05-28T00:00:00Z', outcome: 'down' },
      { at: '2025-05-28T00:10:00Z', outcome: 'down' },
    ])
    const { stdout } = await runCommand(derive, [], text, true)
    expect(stdout.replaceAll('\u00a0', ' ').split('\n')).toEqual([
      'began between                             ended between                  duration                                          failed looks',
      '2025-05-27 08:01:00–08:02:00Z             2025-05-27 08:03:00–08:04:00Z  1 min to 3 min                                    2',
      '2025-05-27 08:04:00–08:09:00Z             2025-05-27 08:09:00–08:10:00Z  at most 6 min                                     1             unconfirmed',
      '2025-05-27 08:10:00–2025-05-28 00:00:00Z  ongoing                        duration not measurable (less than one interval)  2             unconfirmed, unobserved inside 10 min',
      '',
      '1 outage, 2 unconfirmed failures, 3 gaps in 2025-05-27T08:00:00.000Z to 2025-05-28T00:10:00.000Z',
      'availability 20.00 % to 80.00 %, coverage 0.5 %',
      'of the whole period 0.10 % to 99.90 %',
      'up 1 min, down 1 min, ambiguous 3 min, unobserved 16 h 5 min',
      '',
    ])
  })

  it('is, on a terminal, the totals alone when nothing failed, and "before" where nothing was known', async () => {
    const { stdout: calm } = await runCommand(derive, [], jsonLines(minutes('uuu')), true)
    expect(calm.replaceAll('\u00a0', ' ')).toBe(
      '0 outages, 0 unconfirmed failures, 0 gaps in 2025-05-27T08:00:00.000Z to 2025-05-27T08:02:00.000Z\n' +
        'availability 100 %, coverage 100 %\nup 2 min, down 0 s, ambiguous 0 s, unobserved 0 s\n',
    )
    const { stdout: begun } = await runCommand(derive, [], jsonLines(minutes('dddudd')), true)
    expect(begun).toMatch(/\nbefore 2025-05-27 08:00:00Z {2,}2025-05-27 08:02:00–08:03:00Z {2,}at least 2.min {2,}3\n/)
  })

  it('is no measurement over an empty text, when the period is known', async () => {
    const period = ['--from', '2025-06-01T00:00:00Z', '--to', '2025-06-02T00:00:00Z']
    for (const text of ['', '\n\n', 'at,outcome\r\n', '\uFEFF']) {
      const { totals } = await answerOf(period, text)
      expect(totals).toMatchObject({ periodMs: 86_400_000, unobservedMs: 86_400_000, coverage: 0, availability: null })
    }
  })

  it('counts nothing of a single look, and does not divide by its empty period', async () => {
    const { totals, unconfirmed } = await answerOf([], jsonLines(minutes('d')))
    expect([totals.periodMs, totals.coverage, totals.availability, unconfirmed.length]).toEqual([0, 0, null, 1])
  })
})

describe('what derive reads', () => {
  const expected = { minMs: 60_000, maxMs: 180_000, looks: 2 }
  const plain = 'at,outcome\n2025-05-27T08:00:00Z,up\n2025-05-27T08:01:00Z,down\n2025-05-27T08:02:00Z,down\n2025-05-27T08:03:00Z,up\n'
  it.each([
    ['a byte order mark and CRLF', `\uFEFF${plain.replaceAll('\n', '\r\n')}`],
    ['no newline at the end', plain.trimEnd()],
    ['blank lines', `\n${plain.replaceAll('\n', '\n\n')}`],
    ['quoted cells', plain.replaceAll(/[^,\n]+/g, '"$&"')],
    ['semicolons', plain.replaceAll(',', ';')],
    ['tabs', plain.replaceAll(',', '\t')],
    ['spaces around cells', plain.replaceAll(',', ' , ')],
    ['upper case', plain.replaceAll(/up|down/g, (word) => word.toUpperCase())],
    [
      'columns it does not know, with commas, quotes and newlines in them',
      plain.replaceAll('\n', ',"a ""b"", c\nd"\n').replace(',"a ""b"", c\nd"', ',note'),
    ],
    ['offsets', plain.replaceAll(/T08(:\d\d:\d\d)Z/g, 'T09$1+01:00')],
    ['epoch milliseconds', plain.replaceAll(/2025[^,]*Z/g, (text) => String(Date.parse(text)))],
    ['JSON Lines with epoch milliseconds', jsonLines(minutes('uddu').map(({ at, outcome }) => ({ at: Date.parse(at), outcome })))],
    [
      'JSON Lines with nulls, other keys and another key order',
      jsonLines(minutes('uddu').map(({ at, outcome }) => ({ durationMs: null, outcome, x: {}, at }))),
    ],
    ['JSON Lines with CRLF, a mark and blank lines', `\uFEFF\r\n${jsonLines(minutes('uddu')).replaceAll('\n', '\r\n\r\n')}`],
  ])('%s', async (_name, text) => {
    const { outages } = await answerOf([], text)
    expect(outages).toMatchObject([expected])
  })

  it.each([1, 2, 3, 7, 1000])('the same in pieces of %d bytes', async (size) => {
    const bytes = Buffer.from(plain.replaceAll('\n', ',"é\n""ع"""\r\n').replace(',"é\n""ع"""', ',note'))
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
    const { outages } = await answerOf([], chunks)
    expect(outages).toMatchObject([expected])
  })

  it('durations, uncertainty and intervals of each look', async () => {
    const text = [
      'at,outcome,durationMs,uncertaintyMs,everyMs',
      '2025-05-27T08:00:00Z,up,100,,',
      '2025-05-27T08:05:00Z,down,2000.4,50,300000',
      '2025-05-27T08:10:00Z,down,,,300000',
      '2025-05-27T08:15:00Z,up,,7,300000',
    ].join('\n')
    const { outages } = await answerOf([], text)
    expect(outages).toMatchObject([
      {
        onset: { after: '2025-05-27T08:00:00.000Z', by: '2025-05-27T08:05:02.051Z' },
        recovery: { after: '2025-05-27T08:10:00.000Z', by: '2025-05-27T08:15:00.007Z' },
        minMs: 297_949,
      },
    ])
  })

  it('somebody else’s columns and words, for one of several series', async () => {
    const text = [
      'timestamp,service,status,ms',
      '2025-05-27T08:00:00Z,api,OK,5',
      '2025-05-27T08:00:00Z,www,error,5',
      '2025-05-27T08:10:00Z,api,error,5',
      '2025-05-27T08:20:00Z,api,Timeout,5',
      '2025-05-27T08:30:00Z,api,skipped,5',
      '2025-05-27T08:40:00Z,api,ok,5',
    ].join('\n')
    const mapping = ['--at-column', 'timestamp', '--outcome-column', 'status', '--duration-column', 'ms', '--where', 'service=api']
    const { outages } = await answerOf(
      [...mapping, '--up', 'ok', '--down', 'error,timeout', '--unknown', 'skipped', '--every', '10m'],
      text,
    )
    expect(outages).toMatchObject([{ looks: 2, minMs: 599_995, recovery: { by: '2025-05-27T08:40:00.005Z' } }])
  })

  it('truth values of JSON Lines', async () => {
    const text = jsonLines(minutes('uddu').map(({ at, outcome }) => ({ t: at, ok: outcome === 'up' })))
    const { outages } = await answerOf(['--at-column', 't', '--outcome-column', 'ok', '--up', 'true', '--down', 'false'], text)
    expect(outages).toMatchObject([expected])
  })

  it('a file by its name', async () => {
    const { outages } = await answerOf([fileURLToPath(new URL('../fixtures/looks.csv', import.meta.url))])
    expect(outages).toMatchObject([expected])
  })

  it('the same looks in any order, some of them twice', async () => {
    const looks = minutes('uudd?ddudu')
    const whole = await answerOf([], jsonLines(looks))
    await assert(
      asyncProperty(shuffledSubarray([...looks, ...looks], { minLength: looks.length * 2 }), async (shuffled) => {
        expect(await answerOf([], jsonLines(shuffled))).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })
})
