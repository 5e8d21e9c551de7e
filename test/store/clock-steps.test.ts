import { expect, it } from 'vitest'
import { rebuild } from '../../src/cli/rebuild.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { damageOf } from '../../src/store/sqlite/verify.ts'
import { runCommand } from '../cli/run-command.ts'
import { editDatabase } from '../torture/database.ts'
import { monitorIds } from '../torture/history.ts'
import { beginLife } from '../torture/life.ts'
import { always, minute, observation, t0, temporaryDir } from './make.ts'

/** Before which looks the clock is set, and by how much. */
const steps = [
  { before: 100, deltaMs: -45 * minute },
  { before: 300, deltaMs: 26 * 60 * minute },
  { before: 500, deltaMs: -25 * 60 * minute },
]

it('a clock that steps back and forth loses no look, mixes no order, and is derived and sealed like any history', {
  timeout: 60_000,
}, async () => {
  using dir = temporaryDir()
  const monitorId = monitorIds[0] ?? ''
  const ats: number[] = []
  {
    await using life = await beginLife(dir.path, 'one', () => undefined)
    const { recorder, clock } = life
    for (let n = 0; n < 700; n += 1) {
      const at = t0 + n * minute + steps.reduce((sum, { before, deltaMs }) => sum + (before <= n ? deltaMs : 0), 0)
      const step = steps.find(({ before }) => before === n)
      if (step !== undefined) recorder.addBreak({ kind: 'step', at, deltaMs: step.deltaMs })
      const outcome = step !== undefined ? 'unknown' : n % 90 > 80 ? 'down' : 'up'
      const failure = {
        unknown: { phase: 'observer', code: 'observer_clock', message: 'the clock was set' },
        down: { phase: 'exchange', code: 'http_status', message: 'answered 500' },
        up: null,
      } as const
      const look = {
        monitorId,
        boot: 'one',
        counter: n,
        at,
        scheduledAt: at,
        span: 0,
        anchor: null,
        outcome,
        failure: failure[outcome],
      } as const
      recorder.addLook(observation(look), recorder.epoch())
      ats.push(at)
      clock.step(at + minute - clock.now())
      if (n % 50 === 0) life.commit()
      if (n % 130 === 0) await life.seal()
    }
    life.commit()
    await life.seal()
  }
  await using reader = openReader(dir.path)
  const looks = [...reader.looks(monitorId, always)]
  expect(looks.map(({ at }) => at)).toEqual(ats.toSorted((a, b) => a - b))
  expect(looks.toSorted((a, b) => a.counter - b.counter).map(({ at }) => at)).toEqual(ats)
  // Each step begins a span of its own: what lies on its two sides is not compared.
  expect(new Set(looks.map(({ span }) => span)).size).toBe(steps.length + 1)
  expect(
    looks
      .filter(({ failure }) => failure?.code === 'observer_clock')
      .map(({ counter }) => counter)
      .toSorted((a, b) => a - b),
  ).toEqual(steps.map(({ before }) => before))
  expect(editDatabase(dir.path, damageOf)).toBeNull()
  expect(await runCommand(rebuild, ['--check', '--data', dir.path])).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('as stored'),
  })
})
