import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { startWeb } from '../../src/web/start.ts'
import { chromiumPath, noChromium, openTab } from '../support/chromium.ts'
import { configOf, healthAt, looksOf, monitorOf, serviceOf, testSite } from './site.ts'

if (chromiumPath === null) process.stderr.write(`live-page.test.ts is skipped: ${noChromium}\n`)

const config = configOf(
  ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => serviceOf(id, [monitorOf(`${id}-www`)])),
  {},
)
const timeout = 120_000

/** A site whose last looks were just now, served over a socket to a browser. */
async function watched(port = 0) {
  const at = Date.now() - 2_000
  const looks = config.services.flatMap(({ monitors }) => monitors.flatMap(({ id }) => looksOf(id, 'u'.repeat(20), at)))
  const site = await testSite(config, looks, at)
  const start = {
    dataDir: 'none',
    config,
    host: '127.0.0.1',
    port,
    trustProxy: false,
    health: { ...healthAt(Date.now()), at: Date.now() + 3_600_000 },
  }
  const parts = { reader: site.reader, clock: systemClock(), log: site.web.log }
  return {
    site,
    serve: (onPort = port) => startWeb({ ...start, port: onPort }, parts),
    /** Failed looks of one monitor, a tenth of a second apart, up to now. */
    fail: (monitorId: string, count: number) => {
      const last = Date.now() - 10
      return site.record(Array.from({ length: count }, (_, index) => looksOf(monitorId, 'd', last - (count - 1 - index) * 100)).flat())
    },
  }
}

describe.skipIf(chromiumPath === null)('a page that is open', () => {
  it('follows what happens without moving what is read, and keeps the focus', { timeout }, async () => {
    const { site, serve, fail } = await watched()
    await using _site = site
    await using web = await serve()
    await using tab = await openTab(chromiumPath ?? '', { height: 500 })
    await tab.open(`${web.url}/?lang=en`)
    await tab.until(`document.querySelector('h1').textContent === 'All 8 services are up.'`)
    await tab.evaluate(`{
      const link = document.querySelector('#s-g a')
      link.focus()
      link.scrollIntoView({ block: 'center' })
      globalThis.was = { row: document.querySelector('#s-g'), top: link.getBoundingClientRect().top, height: document.body.scrollHeight }
    }`)
    await fail('a-www', 2)
    web.receive({ type: 'committed', size: site.reader.size() })
    await tab.until(`document.querySelector('h1').textContent === '1 of 8 services is out.'`)
    const after = await tab.evaluate(`({
      grown: document.body.scrollHeight - was.height,
      moved: document.activeElement.getBoundingClientRect().top - was.top,
      focused: document.activeElement === document.querySelector('#s-g a'),
      sameRow: document.querySelector('#s-g') === was.row,
      state: document.querySelector('#s-a').dataset.state,
      fresh: [...document.querySelectorAll('[data-fresh]')].map(({ id }) => id),
      title: document.title,
    })`)
    expect(after).toMatchObject({ focused: true, sameRow: true, state: 'down', fresh: ['s-a'] })
    expect(after.grown).toBeGreaterThan(50)
    expect(Math.abs(after.moved)).toBeLessThan(1)
    expect(after.title).toContain('1 of 8 services is out.')
    expect(tab.complaints).toEqual([])
  })

  it('renews the wall, which has no control to do so by hand', { timeout }, async () => {
    const { site, serve, fail } = await watched()
    await using _site = site
    await using web = await serve()
    await using tab = await openTab(chromiumPath ?? '', { width: 1_920, height: 1_080 })
    await tab.open(`${web.url}/board?lang=en`)
    expect(await tab.evaluate(`document.querySelectorAll('.wall li').length`)).toBe(8)
    await fail('d-www', 2)
    web.receive({ type: 'committed', size: site.reader.size() })
    await tab.until(`document.querySelector('.alarm h2')?.textContent.startsWith('Service d')`)
    const after = await tab.evaluate(`({
      verdict: document.querySelector('h1').textContent,
      services: document.querySelectorAll('.wall li').length,
      dark: getComputedStyle(document.body).backgroundColor,
      fits: document.documentElement.scrollHeight <= innerHeight,
    })`)
    expect(after).toEqual({ verdict: '1 of 8 services is out.', services: 7, dark: 'rgb(7, 11, 14)', fits: true })
    expect(tab.complaints).toEqual([])
  })

  it('lets an outage grow with its failed looks, sentence and reference alike, beside the buttons for copying', { timeout }, async () => {
    const { site, serve, fail } = await watched()
    await using _site = site
    // 1.8 s of them: the next one, however soon it comes, makes it two seconds.
    await fail('e-www', 19)
    await using web = await serve()
    await using tab = await openTab(chromiumPath ?? '')
    const [outage] = site.reader.outages({ ongoing: true })
    await tab.open(`${web.url}/outages/${outage?.id}?lang=en`)
    await tab.until(`document.querySelectorAll('.copier').length > 2`)
    const before = await tab.evaluate(
      `({ buttons: document.querySelectorAll('.copier').length, said: document.querySelector('.sentence').textContent })`,
    )
    expect(before.said).toContain('for at least 1 second:')
    await fail('e-www', 1)
    web.receive({ type: 'committed', size: site.reader.size() })
    await tab.until(`!document.querySelector('.sentence').textContent.includes('at least 1 second:')`)
    expect(await tab.evaluate(`document.querySelectorAll('.copier').length`)).toBe(before.buttons)
    const grown = /at least ([^:(]+?)[ :(]*(last seen|\(|:)/.exec(
      await tab.evaluate(`document.querySelector('.sentence').textContent`),
    )?.[1]
    expect(await tab.evaluate(`document.querySelector('.short').textContent`)).toContain(grown)
    expect(tab.complaints).toEqual([])
  })

  it('comes back by itself after the daemon was gone, and shows what it missed', { timeout }, async () => {
    const { site, serve, fail } = await watched()
    await using _site = site
    const first = await serve()
    await using tab = await openTab(chromiumPath ?? '')
    await tab.open(`${first.url}/?lang=en`)
    expect(await tab.evaluate(`document.querySelector('#s-b').dataset.state`)).toBe('up')
    const port = Number(new URL(first.url).port)
    await first[Symbol.asyncDispose]()
    await fail('b-www', 3)
    await using second = await serve(port)
    await second.settled()
    await tab.until(`document.querySelector('#s-b').dataset.state === 'down'`)
    expect(await tab.evaluate(`document.querySelectorAll('.out').length`)).toBe(1)
    expect(tab.complaints).toEqual([])
  })

  it('filters while one types, by keys that can be turned off, and its address is the same page', { timeout }, async () => {
    const { site, serve } = await watched()
    await using _site = site
    await using web = await serve()
    await using tab = await openTab(chromiumPath ?? '')
    const rows = `[...document.querySelectorAll('.svc .row')].map(({ id }) => id).join()`
    await tab.open(`${web.url}/?lang=en`)
    await tab.press('j')
    await tab.press('j')
    await tab.press('k')
    expect(await tab.evaluate(`document.activeElement.closest('tr').id`)).toBe('s-a')
    await tab.press('/')
    expect(await tab.evaluate(`document.activeElement.name`)).toBe('q')
    await tab.send('Input.insertText', { text: 'c-www' })
    await tab.until(`${rows} === 's-c'`)
    expect(await tab.evaluate(`document.activeElement.value + ' ' + location.search`)).toBe('c-www ?q=c-www')
    await tab.press('ArrowDown')
    expect(await tab.evaluate(`document.activeElement.closest('tr').id`)).toBe('s-c')
    await tab.open(`${await tab.evaluate('location.href')}`)
    expect(await tab.evaluate(rows)).toBe('s-c')
    await tab.press('/')
    await tab.press('Escape')
    await tab.until(`${rows}.split(',').length === 8`)
    await tab.evaluate(`document.activeElement.blur(); document.querySelector('[data-keys] button').click()`)
    await tab.press('/')
    expect(await tab.evaluate(`document.activeElement.name ?? 'none'`)).toBe('none')
    expect(tab.complaints).toEqual([])
  })
})
