import { tmpdir } from 'node:os'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Io } from '../../src/cli/command.ts'
import { derive } from '../../src/cli/derive.ts'
import { main } from '../../src/main.ts'
import { runCommand } from './run-command.ts'

const io = (stdin: PassThrough, signal: AbortSignal) => ({ stdin, stdout: new PassThrough(), stderr: new PassThrough(), env: {}, signal })
const header = 'at,outcome,durationMs'
const first = '2025-05-27T08:00:00Z,up,500'

async function refusal(argv: readonly string[], text: string) {
  const { status, stdout, stderr } = await runCommand(derive, argv, text)
  expect([status, stdout]).toEqual([2, ''])
  return stderr
}

describe('derive refuses, with the line', () => {
  it.each([
    [
      'looks that overlap',
      '2025-05-27T08:00:00.499Z,up,1',
      'line 3: a look that begins 1 ms before the one of line 2 ended; looks of one series never overlap',
    ],
    [
      'overlapping looks given out of order',
      '2025-05-27T07:59:59Z,up,1001',
      'line 2: a look that begins 1 ms before the one of line 3 ended; looks of one series never overlap',
    ],
    ['two outcomes at one instant', '2025-05-27T09:00:00+01:00,down,500', 'line 3: down at the same instant as line 2, which says up'],
    [
      'an instant without an offset',
      '2025-05-27T08:01:00,up,1',
      'line 3: at "2025-05-27T08:01:00" is not an instant: ISO 8601 with an offset (2025-05-27T08:02:00Z) or epoch milliseconds',
    ],
    [
      'epoch seconds',
      '1748332920,up,1',
      'line 3: at "1748332920" is not an instant: ISO 8601 with an offset (2025-05-27T08:02:00Z) or epoch milliseconds',
    ],
    [
      'a word that is no outcome',
      '2025-05-27T08:01:00Z,ok,1',
      'line 3: outcome "ok" is none of up, down, unknown; say what it means with --up, --down or --unknown',
    ],
    ['no outcome', '2025-05-27T08:01:00Z,,1', 'line 3: no "outcome"'],
    ['no instant', ',up,1', 'line 3: no "at"'],
    ['a duration that is none', '2025-05-27T08:01:00Z,up,1s', 'line 3: durationMs "1s" is not a number of milliseconds'],
    ['a negative duration', '2025-05-27T08:01:00Z,up,-1', 'line 3: durationMs "-1" is not a number of milliseconds'],
    ['a missing cell', '2025-05-27T08:01:00Z,up', 'line 3: 2 cells where the header has 3'],
    ['a quote that is never closed', '"2025-05-27T08:01:00Z,up,1\n2025-05-27T08:02:00Z,up,1', 'line 3: a quote that is never closed'],
    ['text after a quote', '"2025-05-27T08:01:00Z"x,up,1', 'line 3: text after a closing quote'],
    [
      'the line of a record that began after a multi-line one',
      '"2025-05-27T08:01:00Z","up","\n\n1"\n2025-05-27T08:02:00Z,ok,1',
      'line 6: outcome "ok" is none of up, down, unknown; say what it means with --up, --down or --unknown',
    ],
  ])('%s', async (_name, line, message) => {
    expect(await refusal([], `${header}\n${first}\n${line}\n`)).toBe(message)
  })

  it.each([
    ['what is not JSON', '{"at":"2025-05-27T08:00:00Z","outcome":"up"}\n{"at":', /^line 2: not JSON: /],
    ['a JSON value that is no object', '{"at":"2025-05-27T08:00:00Z","outcome":"up"}\n[1]', /^line 2: not a JSON object$/],
    [
      'a key that is missing in one record',
      '{"at":"2025-05-27T08:00:00Z","outcome":"up"}\n{"at":"2025-05-27T08:01:00Z"}',
      /^line 2: no "outcome"$/,
    ],
    ['a JSON array', '\n[{"at":"2025-05-27T08:00:00Z"}]', /^line 2: a JSON array; JSON Lines has one object a line/],
    ['UTF-16', 'a\0t\0', /^line 1: not UTF-8 text$/],
    ['a fraction of an epoch millisecond', '{"at":1748332920000.5,"outcome":"up"}', /^line 1: at "1748332920000.5" is not an instant/],
    ['an interval of nothing', 'at,outcome,everyMs\n2025-05-27T08:00:00Z,up,0', /^line 2: everyMs is 0; an interval is longer$/],
    ['a column twice', 'at,outcome,at\n', /^line 1: two columns are named "at"$/],
    ['a record without end', `at,outcome\n"${'x\n'.repeat(600_000)}`, /^line 2: over 1 MiB in one record; is a quote never closed\?$/],
    ['a line without end', `at,outcome\n${'x'.repeat(1_100_000)}`, /^line 2: over 1 MiB without an end$/],
  ])('%s', async (_name, text, message) => {
    expect(await refusal([], text)).toMatch(message)
  })
})

describe('derive says what to write when columns are named otherwise', () => {
  it.each([
    [
      'timestamp,service,status,error',
      'no "at" and no "outcome" among timestamp, service, status, error. Name the columns: --at-column timestamp --outcome-column status, and say what their words mean: --up ok --down fail',
    ],
    [
      'at,ok',
      'no "outcome" among at, ok. Name the columns: --at-column at --outcome-column ok, and say what their words mean: --up ok --down fail',
    ],
    [
      'a,b',
      'no "at" and no "outcome" among a, b. Name the columns: --at-column NAME --outcome-column NAME, and say what their words mean: --up ok --down fail',
    ],
    ['at,outcome,duration_ms', '"duration_ms" is not read; rename it durationMs, or leave it out'],
    ['at,outcome,durationms', '"durationms" is not read; rename it durationMs, or leave it out'],
    ['at,outcome,every_ms', '"every_ms" is not read; rename it everyMs, or leave it out'],
  ])('%s', async (names, message) => {
    expect(await refusal([], `${names}\n`)).toBe(message)
  })

  it('also for keys of JSON Lines', async () => {
    expect(await refusal([], '{"time":"2025-05-27T08:00:00Z","failed":false}')).toMatch(
      /^no "at" and no "outcome" among time, failed\. .*--at-column time --outcome-column failed/,
    )
  })

  it('and when no record is of the series', async () => {
    expect(await refusal(['--where', 'service=x'], 'at,outcome,service\n2025-05-27T08:00:00Z,up,api\n')).toBe(
      'none of 1 records has service=x',
    )
    expect(await refusal(['--where', 'servce=x'], 'at,outcome,service\n')).toMatch(/^no "servce" among at, outcome, service\./)
  })
})

describe('derive refuses options that make no sense', () => {
  it.each([
    [['--every', '60'], '--every "60" is not a duration such as 30s, 5m or 1h'],
    [['--every', '0s'], '--every "0s" is not a duration such as 30s, 5m or 1h'],
    [['--confirm-down', '0'], '--confirm-down "0" is not a whole number from 1'],
    [['--confirm-up', '1.5'], '--confirm-up "1.5" is not a whole number from 1'],
    [['--from', '2025-05-27'], '--from "2025-05-27" is not an instant such as 2025-05-27T08:02:00Z'],
    [['--to', 'now'], '--to "now" is not an instant such as 2025-05-27T08:02:00Z'],
    [['--from', '2025-05-28T00:00:00Z', '--to', '2025-05-27T00:00:00Z'], '--from lies after --to'],
    [['--from', '2025-05-28T00:00:00Z'], 'the period ends before it begins: --from lies after the last look, or --to before the first'],
    [['--monitor', ''], '--monitor needs an id'],
    [['--up', 'ok', '--down', 'OK'], '"ok" cannot mean up and down'],
    [['--up', 'down'], '"down" cannot mean down and up'],
    [['--up', 'ok,'], '--up has an empty word'],
    [['--where', 'service'], '--where "service" is not NAME=TEXT'],
    [['a.csv', 'b.csv'], 'one FILE, not 2'],
  ])('%j', async (argv, message) => {
    expect(await refusal(argv, `${header}\n${first}\n`)).toBe(message)
  })

  it('and an empty text without a period', async () => {
    const message = 'no looks at all: without any, --from and --to must say which period is meant'
    expect(await refusal([], '')).toBe(message)
    expect(await refusal(['--from', '2025-05-27T00:00:00Z'], 'at,outcome\n')).toBe(message)
  })

  it('and a file that is not there', async () => {
    expect(await refusal([`${tmpdir()}/no-such-file.csv`], '')).toMatch(/^cannot read .*no-such-file\.csv: ENOENT/)
  })

  it('as bad usage: exit 2, one line, a pointer to the help', async () => {
    const asCommand = { ...derive, run: (argv: readonly string[], io: Io) => main(['derive', ...argv], io) }
    expect(await runCommand(asCommand, ['--evry', '60s'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^vigie derive: .*--evry.*\(vigie derive --help\)\n$/),
    })
    expect(await runCommand(asCommand, [], 'at,ok\n')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^vigie derive: no "outcome" .*\(vigie derive --help\)\n$/),
    })
  })
})

describe('derive notes on standard error', () => {
  const looks = 'at,outcome\n2025-05-27T08:00:00Z,up\n2025-05-27T08:10:00Z,up\n2025-05-27T08:20:30Z,up\n'
  it('an interval that leaves nearly everything unobserved', async () => {
    const { status, stdout, stderr } = await runCommand(derive, [], looks)
    expect([status, JSON.parse(stdout).totals.upMs]).toEqual([0, 0])
    expect(stderr).toBe(
      'vigie derive: note: most looks are some 11m apart, more than 2.5 times the interval of 1m: that time counts as unobserved. Is --every right?\n',
    )
  })

  it('nothing when the interval fits', async () => {
    expect(await runCommand(derive, ['--every', '10m'], looks)).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('derive reading standard input', () => {
  it('does not wait for somebody to type looks', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true })
    await expect(derive.run([], io(terminal, new AbortController().signal))).rejects.toThrow('no FILE, and standard input is a terminal')
  })

  it('stops when it is told to, though the looks never end', async () => {
    const stop = new AbortController()
    const endless = new PassThrough()
    endless.write('at,outcome\n')
    const ran = derive.run([], io(endless, stop.signal))
    stop.abort()
    await expect(ran).rejects.toThrow('stopped')
  })
})
