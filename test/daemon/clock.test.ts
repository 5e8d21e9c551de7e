import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'

/** The machine's two clocks, moved by hand. */
function machine(startAt = 1_000_000_000_000) {
  let wallMs = startAt
  let elapsedMs = 0
  return {
    wall: () => wallMs,
    elapsed: () => elapsedMs,
    pass(ms: number) {
      wallMs += ms
      elapsedMs += ms
    },
    step(ms: number) {
      wallMs += ms
    },
  }
}

describe('the system clock', () => {
  it('is the machine’s time, uncorrected and without a claim about its error, until a source corrects it', () => {
    const raw = machine()
    const clock = systemClock(raw)
    raw.pass(1_234.7)
    expect(clock.now()).toBe(1_000_000_001_234)
    expect(clock.quality()).toEqual({ source: 'system', offsetMs: 0, uncertaintyMs: 0 })
  })

  it('works a small correction in without ever going back, and counts what is missing as uncertainty', () => {
    const raw = machine()
    const clock = systemClock(raw)
    clock.correct({ source: 'ntp.example', offsetMs: -300, errorMs: 4, wallMs: raw.wall(), elapsedMs: raw.elapsed() })
    expect(clock.quality()).toEqual({ source: 'ntp.example', offsetMs: 0, uncertaintyMs: 304 })
    let last = clock.now()
    for (let i = 0; i < 400; i += 1) {
      raw.pass(10)
      expect(clock.now()).toBeGreaterThan(last)
      last = clock.now()
    }
    expect(clock.quality()).toEqual({ source: 'ntp.example', offsetMs: -300, uncertaintyMs: 5 })
    expect(clock.now()).toBe(1_000_000_004_000 - 300)
  })

  it('applies a correction over a second at once: it shows as a step', () => {
    const raw = machine()
    const clock = systemClock(raw)
    clock.correct({ source: 'ntp.example', offsetMs: 5_000.5, errorMs: 4.2, wallMs: raw.wall(), elapsedMs: raw.elapsed() })
    expect(clock.now()).toBe(1_000_000_005_000)
    expect(clock.quality()).toEqual({ source: 'ntp.example', offsetMs: 5_000.5, uncertaintyMs: 5 })
  })

  it('grows less certain by 15 ppm, and by whatever moves the wall clock meanwhile', () => {
    const raw = machine()
    const clock = systemClock(raw)
    clock.correct({ source: 'ntp.example', offsetMs: 0, errorMs: 2, wallMs: raw.wall(), elapsedMs: raw.elapsed() })
    raw.pass(3_600_000)
    expect(clock.quality().uncertaintyMs).toBe(2 + 54)
    raw.step(400)
    expect(clock.quality().uncertaintyMs).toBe(2 + 54 + 400)
  })

  it('wakes a sleeper early when told to, without an error', async () => {
    const stop = new AbortController()
    const slept = systemClock().sleep(60_000, stop.signal)
    stop.abort()
    await expect(slept).resolves.toBeUndefined()
  })
})
