import { describe, expect, it } from 'vitest'
import { createClockWatch } from '../../src/daemon/clock-watch.ts'
import { handClock } from '../support/hand-clock.ts'

describe('the watch over the clocks', () => {
  it('says nothing while both clocks agree, however long it was not asked', async () => {
    const clock = handClock()
    const watch = createClockWatch(clock, clock.sinceBoot)
    for (const ms of [100, 1_000, 3_600_000]) {
      await clock.advance(ms)
      expect(watch.check()).toBeNull()
    }
    await clock.freeze(600_000)
    expect(watch.check()).toBeNull()
  })

  it('tolerates a second', () => {
    const clock = handClock()
    const watch = createClockWatch(clock, clock.sinceBoot)
    for (const ms of [1_000, -1_000, 999]) {
      clock.step(ms)
      expect(watch.check()).toBeNull()
    }
  })

  it('tells a step once, forward or back', async () => {
    const clock = handClock()
    const watch = createClockWatch(clock, clock.sinceBoot)
    for (const deltaMs of [1_001, 7_200_000, -7_200_000]) {
      clock.step(deltaMs)
      await clock.advance(100)
      expect(watch.check()).toEqual({ kind: 'step', at: clock.now(), deltaMs })
      expect(watch.check()).toBeNull()
    }
  })

  it('tells a suspend from a step, also the second time', async () => {
    const clock = handClock()
    const watch = createClockWatch(clock, clock.sinceBoot)
    clock.suspend(3_600_000)
    expect(watch.check()).toEqual({ kind: 'suspend', at: clock.now(), deltaMs: 3_600_000 })
    await clock.advance(1_000)
    clock.step(90_000)
    expect(watch.check()?.kind).toBe('step')
    clock.suspend(60_000)
    expect(watch.check()?.kind).toBe('suspend')
  })
})
