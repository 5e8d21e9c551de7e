import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { startWeb } from '../../src/web/start.ts'
import { chromiumPath, noChromium, openTab, type Tab } from '../support/chromium.ts'
import { configOf, healthAt, looksOf, monitorOf, serviceOf, testSite } from './site.ts'

if (chromiumPath === null) process.stderr.write(`charts-page.test.ts is skipped: ${noChromium}\n`)

const config = configOf([serviceOf('a', [monitorOf('a-www')])])
const timeout = 120_000
/** Buttons of the drawing, in their order. */
const [closer, farther, whole] = [0, 1, 2]

async function charted() {
  const at = Date.now() - 2_000
  const site = await testSite(config, looksOf('a-www', `${'u'.repeat(100)}dddd${'u'.repeat(100)}`, at), at)
  const start = { dataDir: 'none', config, host: '127.0.0.1', port: 0, trustProxy: false, health: healthAt(Date.now()) }
  const web = await startWeb(start, { reader: site.reader, clock: systemClock(), log: site.web.log })
  return { site, web }
}

/** Opens the monitor's page at the drawing, and notes what the script asks and what moves. */
async function openChart(tab: Tab, url: string) {
  await tab.open(`${url}/monitors/a-www?zoom=day&lang=ar`)
  await tab.evaluate(`{
    globalThis.asked = []
    globalThis.shift = 0
    const own = fetch
    globalThis.drawn = 0
    globalThis.fetch = async (address, options) => {
      const answer = await own(address, options)
      if (!String(address).includes('/response-times?')) return answer
      asked.push(String(address))
      const json = answer.json.bind(answer)
      // What waits for the figures has gone on by the time of the next task.
      answer.json = () => json().finally(() => setTimeout(() => (drawn += 1)))
      return answer
    }
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (shift += value))).observe({ type: 'layout-shift' })
    document.querySelector('[data-plot]').scrollIntoView({ block: 'center' })
  }`)
  await tab.until(`document.querySelector('.plot-live canvas') !== null`)
  const lengths = async () =>
    (await tab.evaluate('asked')).map((address: string) => {
      const query = new URLSearchParams(address.split('?')[1])
      return Math.round((Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '')) / 3_600_000)
    })
  return { lengths, drawn: (count: number) => tab.until(`drawn === ${count}`) }
}

describe.skipIf(chromiumPath === null)('response times in a browser', () => {
  it('are looked at closer by buttons and keys, within the page’s own policy, and nothing moves', { timeout }, async () => {
    const { site, web } = await charted()
    await using _site = site
    await using _web = web
    await using tab = await openTab(chromiumPath ?? '')
    const { lengths, drawn } = await openChart(tab, web.url)
    const before = (await lengths()).length
    await drawn(before)
    const steps = [
      () => tab.evaluate(`document.querySelectorAll('.plot-tools button')[${closer}].click()`),
      () => tab.evaluate(`document.querySelectorAll('.plot-tools button')[${farther}].click()`),
      () => tab.evaluate(`document.querySelectorAll('.plot-tools button')[${whole}].click()`),
      async () => {
        await tab.evaluate(`document.querySelector('.plot-live').focus()`)
        await tab.press('+')
      },
    ]
    for (const [index, step] of steps.entries()) {
      await step()
      await drawn(before + index + 1)
    }
    expect((await lengths()).slice(before)).toEqual([12, expect.any(Number), 24, 12])
    expect(await tab.evaluate(`document.querySelectorAll('[data-plot] canvas').length`)).toBe(1)
    expect(await tab.evaluate('shift')).toBe(0)
    expect(tab.complaints).toEqual([])
  })

  it('stay as the page drew them when their figures cannot be fetched', { timeout }, async () => {
    const { site, web } = await charted()
    await using _site = site
    await using _web = web
    await using tab = await openTab(chromiumPath ?? '')
    await tab.send('Network.enable')
    await tab.send('Network.setBlockedURLs', { urlPatterns: [{ urlPattern: '*://*:*/api/v1/*', block: true }] })
    await tab.open(`${web.url}/monitors/a-www?lang=fr`)
    await tab.evaluate(`document.querySelector('[data-plot]').scrollIntoView()`)
    await tab.until(`performance.getEntriesByType('resource').some(({ name }) => name.includes('/response-times'))`)
    expect(
      await tab.evaluate(`[document.querySelectorAll('[data-plot] svg').length, document.querySelectorAll('.plot-tools').length]`),
    ).toEqual([1, 0])
  })
})
