import { describe, expect, it } from 'vitest'
import type { ControlRound } from '../../src/core/observation.ts'
import type { Controls } from '../../src/core/site.ts'
import { createControls } from '../../src/daemon/controls.ts'
import { handClock } from '../support/hand-clock.ts'

const target = (url: string) => ({ url, kind: 'tcp' as const, host: url, port: 1 })
const three: Controls = { required: 2, targets: ['a', 'b', 'c'].map(target) }
const none: Controls = { required: 0, targets: [] }

/** Controls over a hand-moved clock; `down` names the targets that do not answer, `tookMs` how long each takes. */
function rig(options: { controls?: Controls; tookMs?: number } = {}) {
  const clock = handClock()
  const down = new Set<string>()
  const rounds: ControlRound[] = []
  const stop = new AbortController()
  let inForce = options.controls ?? three
  let counter = 0
  let inFlight = 0
  let mostInFlight = 0
  const runner = createControls({
    clock,
    boot: 'boot',
    vantageId: () => 'v',
    nextCounter: () => counter++,
    controls: () => inForce,
    async reach({ url }) {
      inFlight += 1
      mostInFlight = Math.max(mostInFlight, inFlight)
      const durationMs = options.tookMs ?? 40
      await clock.sleep(durationMs)
      inFlight -= 1
      return { target: url, reachable: !down.has(url), durationMs, failure: null }
    },
    record: (round) => rounds.push(round),
  })
  const running = runner.run(stop.signal)
  return {
    clock,
    down,
    rounds,
    runner,
    mostInFlight: () => mostInFlight,
    use(next: Controls) {
      inForce = next
      runner.reconsider()
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await clock.advance(10_000)
      await running
    },
  }
}

describe('control rounds', () => {
  it('run at start and every five minutes, all targets at once', async () => {
    await using it = rig()
    const startedAt = it.clock.now()
    await it.clock.advance(601_000)
    expect(it.rounds.map(({ at }) => at - startedAt)).toEqual([0, 300_000, 600_000])
    expect(it.mostInFlight()).toBe(3)
    expect(it.rounds[0]).toMatchObject({ boot: 'boot', vantageId: 'v', counter: 0, durationMs: 40, required: 2, fine: true })
  })

  it.each([
    [[], true],
    [['a'], true],
    [['a', 'c'], false],
    [['a', 'b', 'c'], false],
  ])('with %j not reached, two of three required: fine is %j', async (downs, fine) => {
    await using it = rig()
    for (const url of downs) it.down.add(url)
    await it.clock.advance(300_500)
    expect(it.rounds[1]).toMatchObject({ fine })
    expect(it.rounds[1]?.results.map(({ reachable }) => reachable)).toEqual(['a', 'b', 'c'].map((url) => !downs.includes(url)))
  })

  it('follow a down look, and begin after it was over', async () => {
    await using it = rig()
    await it.clock.advance(60_000)
    const b = it.clock.now() + 30
    it.runner.need(b)
    await it.clock.advance(1_000)
    expect(it.rounds).toHaveLength(2)
    expect(it.rounds[1]?.at).toBe(b + 1)
  })

  it('serve every look that was over before they began, and begin at most every five seconds', async () => {
    await using it = rig({ tookMs: 3_000 })
    await it.clock.advance(60_000)
    const startedAt = it.clock.now()
    for (let i = 0; i < 20; i += 1) {
      it.runner.need(it.clock.now())
      await it.clock.advance(1_000)
    }
    await it.clock.advance(60_000)
    expect(it.rounds.slice(1).map(({ at }) => at - startedAt)).toEqual([1, 5_001, 10_001, 15_001, 20_001])
    // The last look was over at 19,000.
    expect(it.rounds.at(-1)?.at).toBeGreaterThan(startedAt + 19_000)
  })

  it('are followed by another when a look ended while one was in flight', async () => {
    await using it = rig({ tookMs: 4_000 })
    await it.clock.advance(60_000)
    it.runner.need(it.clock.now())
    await it.clock.advance(2_000)
    const b = it.clock.now()
    it.runner.need(b)
    await it.clock.advance(30_000)
    expect(it.rounds).toHaveLength(3)
    expect(it.rounds[2]?.at).toBeGreaterThan(b)
  })

  it('are not asked for ever by a look from before the clock was set back', async () => {
    await using it = rig()
    await it.clock.advance(10_000)
    it.runner.need(it.clock.now())
    it.clock.step(-7_200_000)
    await it.clock.advance(320_000)
    expect(it.rounds).toHaveLength(2)
    it.runner.need(it.clock.now())
    await it.clock.advance(10_000)
    expect(it.rounds.at(-1)?.at).toBe(it.clock.now() - 10_000 + 1)
  })

  it('are none without targets, and begin when some are configured', async () => {
    await using it = rig({ controls: none })
    it.runner.need(it.clock.now())
    await it.clock.advance(600_000)
    expect(it.rounds).toEqual([])
    expect(it.runner.last()).toBeNull()
    it.use(three)
    await it.clock.advance(1_000)
    expect(it.rounds).toHaveLength(1)
  })
})
