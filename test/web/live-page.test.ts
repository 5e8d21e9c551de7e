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
    /** Looks of one monitor, a second apart, up to now. */
    fail: (monitorId: string, script: string) => site.record(looksOf(monitorId, script, Date.now() - 10, { everyMs: 100 })),
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
    await fail('a-www', 'dd')
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
    await fail('d-www', 'dd')
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

  it('comes back by itself after the daemon was gone, and shows what it missed', { timeout }, async () => {
    const { site, serve, fail } = await watched()
    await using _site = site
    const first = await serve()
    await using tab = await openTab(chromiumPath ?? '')
    await tab.open(`${first.url}/monitors/b-www?lang=en`)
    expect(await tab.evaluate(`document.querySelector('.statebox .st').className`)).toBe('st st-up')
    const port = Number(new URL(first.url).port)
    await first[Symbol.asyncDispose]()
    await fail('b-www', 'ddd')
    await using second = await serve(port)
    await second.settled()
    await tab.until(`document.querySelector('.statebox .st').classList.contains('st-down')`)
    expect(await tab.evaluate(`document.querySelector('h1').textContent`)).toBe('Site b-www')
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
