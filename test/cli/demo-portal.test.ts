import { describe, expect, it } from 'vitest'
import { startDemoPortal } from '../../src/cli/demo-portal.ts'
import { classify } from '../../src/core/classify.ts'
import { plainExpectation } from '../../src/core/expectation.ts'
import { liveMoodAt, type LiveMood } from '../../src/demo/live-script.ts'
import { liveServiceId, portalConfig, simulatedControls } from '../../src/demo/portal.ts'
import { probes } from '../../src/probes/index.ts'
import { probeTarget } from '../../src/probes/settings.ts'
import { probeContext } from '../support/probe-context.ts'

const { services } = portalConfig({ dataDir: '/nowhere', host: '127.0.0.1', port: 0 }, true)
const monitors = services.flatMap((service) => service.monitors)

/** One look, as the daemon makes it, at the portal as it is so many ms after its start. */
async function lookAt(id: string, elapsedMs = 0) {
  const monitor = monitors.find((one) => one.id === `${id}-www`)
  if (monitor === undefined) throw new Error(id)
  await using portal = await startDemoPortal(() => elapsedMs)
  const context = probeContext({ net: portal.net, timeoutMs: 10_000 })
  return classify(await probeTarget(probes, monitor.target.kind, monitor.target, context), monitor.expect, 0)
}

/** The first second of each mood of the script. */
const moods = new Map<LiveMood, number>()
for (let at = 600_000; at >= 0; at -= 1_000) moods.set(liveMoodAt(at), at)

describe('the portal of the demonstration', () => {
  it('works first, and goes through all of its moods in four minutes, again and again', () => {
    expect([...moods.entries()].toSorted((a, b) => a[1] - b[1])).toEqual([
      ['works', 0],
      ['slow', 45_000],
      ['fails', 70_000],
      ['notice', 160_000],
    ])
    expect(liveMoodAt(240_000)).toBe('works')
    expect(liveMoodAt(240_000 + 70_000)).toBe('fails')
  })

  it.each([
    // A machine that is busy may take it for slow.
    ['works', 'up', undefined, expect.any(Array)],
    ['slow', 'up', undefined, ['slow']],
    ['fails', 'down', 'http_status', []],
    // A page with status 200 that is not the service.
    ['notice', 'down', expect.stringMatching(/^content_(missing|notice)$/), []],
  ] as const)('is seen when it %s: %s', async (mood, outcome, code, degraded) => {
    const seen = await lookAt(liveServiceId, moods.get(mood))
    expect([seen.outcome, seen.failure?.code, seen.degraded.map((reason) => reason.code)]).toEqual([outcome, code, degraded])
  })

  it('goes on as the stories of the past ended', async () => {
    expect(await lookAt('bourses')).toMatchObject({ outcome: 'down', failure: { code: 'http_status' } })
    expect(await lookAt('foncier')).toMatchObject({ outcome: 'up', degraded: [{ code: 'slow' }] })
    expect(await lookAt('impots')).toMatchObject({ outcome: 'up', degraded: [] })
  })

  it('is all that can be reached: controls too lead to this machine, and to its port', async () => {
    await using portal = await startDemoPortal()
    for (const { url, kind, host, port } of simulatedControls.targets) {
      if (kind !== 'tcp') throw new Error(kind)
      const reading = await probeTarget(
        probes,
        kind,
        { kind, url, host, port, ipVersion: 'any', send: null },
        probeContext({ net: portal.net }),
      )
      expect(classify(reading, plainExpectation(kind), 0).failure).toBeNull()
    }
  })
})
