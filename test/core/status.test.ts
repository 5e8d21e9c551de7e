import { describe, expect, it } from 'vitest'
import { advance, initialState } from '../../src/core/advance.ts'
import type { MonitorState } from '../../src/core/advance.ts'
import { noRounds, roundBook } from '../../src/core/effective.ts'
import type { Rounds } from '../../src/core/effective.ts'
import { failure } from '../../src/core/failure.ts'
import type { Look } from '../../src/core/observation.ts'
import type { MonitorStatus } from '../../src/core/outage.ts'
import { openOutage, recheckDue, statusNow } from '../../src/core/status.ts'
import { at, look, minute, origin, round, series } from './series.ts'

type Rules = readonly [number, number]

interface Case {
  readonly script: string
  readonly rules?: Rules
  readonly state: MonitorStatus['state']
  readonly since: readonly [number | null, number] | null
  readonly down?: true
  readonly recheck: boolean
}

/** One look a minute, seen right after the last one; `since` in minutes. `down`: a confirmed outage is open. */
const cases: readonly Case[] = [
  { script: '', state: 'pending', since: null, recheck: false },
  { script: 'u', state: 'up', since: [null, 0], recheck: false },
  { script: 'd', state: 'down', since: [null, 0], recheck: true },
  { script: 'dd', state: 'down', since: [null, 0], down: true, recheck: false },
  { script: 'ud', state: 'up', since: [null, 0], recheck: true },
  { script: 'udd', state: 'down', since: [0, 1], down: true, recheck: false },
  { script: 'uddu', state: 'up', since: [2, 3], recheck: false },
  { script: 'uddud', state: 'up', since: [2, 3], recheck: true },
  { script: 'udu', state: 'up', since: [null, 0], recheck: false },
  { script: 'du', state: 'up', since: [0, 1], recheck: false },
  { script: 'd', rules: [1, 1], state: 'down', since: [null, 0], down: true, recheck: false },
  { script: 'u', rules: [2, 2], state: 'up', since: [null, 0], recheck: true },
  { script: 'uu', rules: [2, 2], state: 'up', since: [null, 0], recheck: false },
  { script: 'ud', rules: [2, 2], state: 'down', since: [0, 1], recheck: true },
  { script: 'uddu', rules: [2, 2], state: 'down', since: [0, 1], down: true, recheck: true },
  { script: 'udduu', rules: [2, 2], state: 'up', since: [2, 3], recheck: false },
  { script: 'uddud', rules: [2, 2], state: 'down', since: [0, 1], down: true, recheck: false },
  { script: 'u?', state: 'up', since: [null, 0], recheck: false },
  { script: 'ud?', state: 'up', since: [null, 0], recheck: false },
  { script: 'd?', state: 'unknown', since: [0, 2.5], recheck: false },
  { script: '?', state: 'unknown', since: [null, 0], recheck: false },
  { script: '??', state: 'unknown', since: [null, 0], recheck: false },
  { script: '?d', state: 'down', since: [null, 1], recheck: true },
  { script: 'uddu....uu', rules: [2, 2], state: 'up', since: [2, 8], recheck: false },
  { script: '?u', state: 'up', since: [null, 1], recheck: false },
  { script: 'u??', state: 'up', since: [null, 0], recheck: false },
  { script: 'u???', state: 'unknown', since: [0, 2.5], recheck: false },
  { script: 'udd???', state: 'unknown', since: [2, 4.5], down: true, recheck: false },
]

describe('the state of a monitor now', () => {
  it.each(cases)('$script $rules: $state', ({ script, rules = [2, 1], state, since, down, recheck }) => {
    const looks = series(script)
    const reached = fold(looks, rules)
    const now = looks.at(-1)?.at ?? origin
    const status = statusNow(reached, now, { everyMs: minute })
    expect(status.state).toBe(state)
    expect(status.since && [inMinutes(status.since.after), inMinutes(status.since.by)]).toEqual(since)
    expect(status.outageId !== null).toBe(down === true)
    expect(status.reason === null).toBe(state !== 'unknown')
    expect(recheckDue(reached)).toBe(recheck)
  })

  it.each([
    [150_000, 'up', null],
    [150_001, 'unknown', 'unobserved'],
    [-150_001, 'unknown', 'unobserved'],
  ])('%i ms after the only look: %s', (afterMs, state, reason) => {
    expect(statusNow(fold(series('u'), [2, 1]), origin + afterMs, { everyMs: minute })).toMatchObject({ state, reason })
  })

  it('reaches as far as the longer of the old and the new interval', () => {
    expect(statusNow(fold(series('u'), [2, 1]), origin + 10 * minute, { everyMs: 5 * minute }).state).toBe('up')
  })

  it('says the latest reason for unknown while that is fresh', () => {
    const blocked = look({ at: at(0), outcome: 'unknown', failure: failure('blocked_waf', 'captcha') })
    const unresolved = look({ at: at(60), outcome: 'unknown', failure: failure('observer_resolver', 'SERVFAIL') })
    const state = fold([blocked, unresolved], [2, 1])
    expect(statusNow(state, at(61), { everyMs: minute }).reason).toBe('observer_resolver')
    expect(statusNow(state, at(60 + 151), { everyMs: minute }).reason).toBe('unobserved')
  })

  it('says that the clock went back, although those looks are older than the last known one', () => {
    const back = look({ at: at(-3600), outcome: 'unknown', failure: failure('observer_clock', 'the clock went back by 1 h') })
    expect(statusNow(fold([look(), back], [2, 1]), at(-3599), { everyMs: minute })).toMatchObject({
      state: 'unknown',
      reason: 'observer_clock',
    })
  })

  it('names the outage that was open when it was retired, and no other state', () => {
    const status = statusNow(fold(series('udd'), [2, 1]), at(121), { everyMs: minute, retired: true })
    expect(status).toEqual({
      state: 'unknown',
      reason: 'retired',
      degraded: false,
      outageId: 'm-20250527T080100Z',
      since: { after: at(120), by: at(270) },
    })
  })

  it('is degraded when the last look was, and only while up', () => {
    const degraded = ['uU', 'Uu', 'U?', 'Ud', 'ddd'].map(
      (script) => statusNow(fold(series(script), [2, 1]), at(60 * script.length), { everyMs: minute }).degraded,
    )
    expect(degraded).toEqual([true, false, true, false, false])
    expect(statusNow(fold(series('ddU'), [2, 2]), at(120), { everyMs: minute })).toMatchObject({ state: 'down', degraded: false })
  })
})

describe('what is held back until a control round is in (R15)', () => {
  const held = fold(series('uD'), [1, 1])

  it('does not show, but asks for a recheck', () => {
    expect(statusNow(held, at(61), { everyMs: minute })).toMatchObject({ state: 'up', outageId: null })
    expect(openOutage(held)).toBeNull()
    expect(recheckDue(held)).toBe(true)
    expect(statusNow(fold(series('D'), [1, 1]), at(1), { everyMs: minute }).state).toBe('pending')
  })

  it('keeps the settled state of a fast monitor until the round can be in, as long as looks are made', () => {
    // Looks every second: R2's reach is 2.5 s, rounds begin every 5 s.
    const fast = fold(series('u......D', { everyMs: 1000 }), [1, 1])
    expect(statusNow(fast, at(7), { everyMs: 1000 }).state).toBe('up')
    expect(statusNow(fast, at(9.5), { everyMs: 1000 }).state).toBe('up')
    expect(statusNow(fast, at(9.6), { everyMs: 1000 })).toMatchObject({ state: 'unknown', reason: 'unobserved' })
    const waiting = fold(series('u.....................D', { everyMs: 1000 }), [1, 1])
    expect(statusNow(waiting, at(22.5), { everyMs: 1000 }).state).toBe('up')
    expect(statusNow(waiting, at(22.6), { everyMs: 1000 }).state).toBe('unknown')
  })

  it('does not take up the settled state again once a look was decided to be unknown', () => {
    // We cannot see: looks fail each second, and every fifth of them has its round.
    const unresolved = failure('observer_resolver', 'SERVFAIL')
    const blind = [...series('u?', { everyMs: 1000, failure: unresolved }), ...series('.....D', { everyMs: 1000 })]
    expect(statusNow(fold(blind, [1, 1]), at(5), { everyMs: 1000 })).toMatchObject({ state: 'unknown', reason: 'observer_resolver' })
    const silent = fold(blind.slice(0, 2), [1, 1])
    expect(statusNow(silent, at(5), { everyMs: 1000 })).toMatchObject({ state: 'unknown', reason: 'unobserved' })
  })

  it('holds back what came after it too', () => {
    const behind = fold(series('uDu'), [1, 1])
    expect(behind.pending.map(({ outcome }) => outcome)).toEqual(['down', 'up'])
    expect(recheckDue(behind)).toBe(false)
  })

  it('opens the outage when the round was fine', () => {
    const step = advance(held, null, roundBook([round(at(61))]), at(62), { confirmDown: 1, confirmUp: 1 })
    expect(step).toMatchObject({ settledChanged: true, confirmed: [{ id: 'm-20250527T080100Z', onset: { after: at(0), by: at(60) } }] })
    expect(openOutage(step.state)).toEqual(step.outages[0])
    expect(statusNow(step.state, at(62), { everyMs: minute })).toMatchObject({ state: 'down', outageId: 'm-20250527T080100Z' })
  })

  it.each([
    ['the round was not fine', roundBook([round(at(61), false)]), at(62)],
    ['no round came within reach', noRounds, at(60 + 161)],
  ] as const)('says that the observer was offline when %s', (_name, rounds: Rounds, asOf) => {
    const step = advance(held, null, rounds, asOf, { confirmDown: 1, confirmUp: 1 })
    expect(step).toMatchObject({ settledChanged: false, confirmed: [], outages: [] })
    expect(step.state.unknown?.reason).toBe('observer_offline')
    expect(recheckDue(step.state)).toBe(false)
    expect(statusNow(step.state, at(60 + 149), { everyMs: minute })).toMatchObject({ state: 'unknown', reason: 'observer_offline' })
  })
})

describe('the open outage', () => {
  it('is the failure, confirmed or not', () => {
    expect(openOutage(fold(series('ud'), [2, 1]))).toMatchObject({ confirmed: false, ongoing: true, looks: 1 })
    expect(openOutage(fold(series('udd'), [2, 1]))).toMatchObject({ confirmed: true, ongoing: true, minMs: minute })
    expect(openOutage(fold(series('uddu'), [2, 1]))).toBeNull()
  })
})

function fold(looks: readonly Look[], [confirmDown, confirmUp]: Rules): MonitorState {
  let state = initialState('m')
  for (const next of looks) state = advance(state, next, noRounds, next.at, { confirmDown, confirmUp }).state
  return state
}

function inMinutes(instant: number | null): number | null {
  return instant === null ? null : (instant - origin) / minute
}
