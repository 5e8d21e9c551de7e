import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, noChromium, openTab, type Tab } from '../support/chromium.ts'
import { showPortal, type ShownPortal } from '../support/shown-portal.ts'

if (chromiumPath === null) process.stderr.write(`accessibility.test.ts is skipped: ${noChromium}\n`)

/** WCAG 2.2 AA and what it builds on; and what axe calls good practice: one h1, levels in order, all inside landmarks. */
const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The dark theme changes colours and nothing else. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']
const themes = [
  { theme: 'light', rules: everyRule },
  { theme: 'dark', rules: rulesOfColour },
]

/** Runs in the page. One line for each element that breaks a rule. */
const askAxe = (
  rules: readonly string[],
) => `axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ': ' + failureSummary.replace(/\\s+/g, ' '))))`

describe.skipIf(chromiumPath === null)('by the rules of axe-core, every page', () => {
  let portal: ShownPortal
  let tab: Tab
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

  beforeAll(async () => {
    portal = await showPortal({ wholePast: false })
    tab = await openTab(chromiumPath ?? '')
  }, 120_000)
  afterAll(async () => {
    await tab[Symbol.asyncDispose]()
    await portal[Symbol.asyncDispose]()
  })

  it('is judged by them at all: a picture without a name is found', async () => {
    await tab.open(`${portal.url}/?lang=en`)
    await tab.evaluate(`document.querySelector('main').append(document.createElement('img'))`)
    await tab.send('Runtime.evaluate', { expression: axe })
    expect(await tab.evaluate(askAxe(everyRule))).toEqual([expect.stringContaining('image-alt img')])
  })

  it.each(['en', 'fr', 'ar'])('breaks none in %s, light and dark', { timeout: 240_000 }, async (language) => {
    const broken = new Map<string, readonly string[]>()
    for (const [name, path] of Object.entries(portal.pages)) {
      await tab.open(`${portal.url}${path}?lang=${language}`)
      await tab.send('Runtime.evaluate', { expression: axe })
      for (const { theme, rules } of themes) {
        await tab.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] })
        for (const line of await tab.evaluate(askAxe(rules))) broken.set(line, [...(broken.get(line) ?? []), `${name}, ${theme}`])
      }
    }
    expect(Object.fromEntries(broken)).toEqual({})
  })
})
