import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, noChromium, openTab, type Tab } from '../support/chromium.ts'
import { showPortal, type ShownPortal } from '../support/shown-portal.ts'

if (chromiumPath === null) process.stderr.write(`pages-fit.test.ts is skipped: ${noChromium}\n`)

const widths = [320, 768, 1_024, 1_280, 3_840]

/** Between the margins of a sheet of A4, CSS pixels. */
const printedWidth = 680

/** Tablets and small notebooks: there everything is held to fit in letters that are wider than those of this machine, too. */
const tight = [768, 1_024]

/** Letters a twentieth wider and words further apart: Arabic letters are joined and take no space between them. */
const wider = `(() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('* { letter-spacing: 0.03em !important; word-spacing: 0.1em !important }')
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
})()`

/**
 * What reaches out of the page sideways, innermost first, and what is cut off at its sides. Boxes that scroll by themselves keep what is in them;
 * on tablets and wider screens no table needs one.
 */
const reachingOut = `(() => {
  const { clientWidth, scrollWidth } = document.documentElement
  const kept = (one) => one.parentElement !== null && (getComputedStyle(one.parentElement).overflowX !== 'visible' || kept(one.parentElement))
  const outside = (one) => {
    const { left, right, width } = one.getBoundingClientRect()
    return width > 0 && (left < -0.5 || right > clientWidth + 0.5) && !kept(one)
  }
  const shown = (found) => found.map((one) => one.outerHTML.slice(0, 120))
  const cut = [...document.querySelectorAll('svg text')].filter(outside)
  const scrolling = [...document.querySelectorAll('.scroll:has(> table)')].filter((box) => innerWidth >= 768 && box.scrollWidth > box.clientWidth)
  const out = scrollWidth <= clientWidth ? [] : [...document.body.querySelectorAll('*')].filter(outside).slice(-3)
  return [...(scrollWidth <= clientWidth ? [] : [scrollWidth + ' px']), ...shown([...out, ...cut, ...scrolling])]
})()`

/** Lines of text, without the controls and drawings that scripts add. */
const linesRead = `(() => {
  for (const one of document.querySelectorAll('button, .plot-live, .plot-tools')) one.style.display = 'none'
  return document.body.innerText.split('\\n').map((line) => line.trim()).filter(Boolean)
})()`

/** How far each drawing that is wider than its box is from its newest end, in pixels: the right one, or the left one where time runs to the left. */
const fromNewest = `(() => {
  const boxes = [...document.querySelectorAll('.scroll:has(> .draw)')].filter((box) => box.scrollWidth > box.clientWidth + 1)
  return boxes.map((box) => {
    const [outer, inner] = [box, box.firstElementChild].map((one) => one.getBoundingClientRect())
    return Math.round(document.dir === 'rtl' ? outer.left - inner.left : inner.right - outer.right)
  })
})()`

/** What is animated. */
const moving = `[...document.querySelectorAll('*')].filter((one) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one)
  return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior === 'smooth'
}).map((one) => one.outerHTML.slice(0, 80))`

describe.skipIf(chromiumPath === null)('in a browser, every page', () => {
  let portal: ShownPortal
  let tab: Tab
  const open = (path: string, language: string) => tab.open(`${portal.url}${path}?lang=${language}`)
  const sized = (width: number) =>
    tab.send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false })
  /** How many sheets of A4 the page takes. */
  const sheetsPrinted = async (): Promise<number> => {
    const { data } = await tab.send('Page.printToPDF', { paperWidth: 8.27, paperHeight: 11.69 })
    const text = Buffer.from(data, 'base64').toString('latin1')
    return text.match(/\/Type ?\/Page\b/g)?.length ?? 0
  }

  beforeAll(async () => {
    portal = await showPortal({ wholePast: false })
    tab = await openTab(chromiumPath ?? '')
  }, 120_000)
  afterAll(async () => {
    await tab[Symbol.asyncDispose]()
    await portal[Symbol.asyncDispose]()
  })

  it.each(['en', 'fr', 'ar'])('fits narrow and wide screens and complains of nothing, in %s', { timeout: 180_000 }, async (language) => {
    const wrong: Record<string, readonly string[]> = {}
    const look = async (name: string, at: readonly number[]): Promise<void> => {
      for (const width of at) {
        await sized(width)
        const found = await tab.evaluate(reachingOut)
        if (found.length > 0) wrong[`${name} at ${width}`] = found
      }
    }
    for (const [name, path] of Object.entries(portal.pages)) {
      await open(path, language)
      await look(name, widths)
      await tab.evaluate(wider)
      await look(`${name}, wider letters`, tight)
    }
    expect(wrong).toEqual({})
    expect(tab.complaints).toEqual([])
  })

  it.each(['fr', 'ar'])('opens drawings that are wider than the screen at their newest end, in %s', async (language) => {
    await sized(320)
    await tab.send('Emulation.setScriptExecutionDisabled', { value: true })
    await open(portal.pages['monitor'] ?? '', language)
    const distances: readonly number[] = await tab.evaluate(fromNewest)
    await tab.send('Emulation.setScriptExecutionDisabled', { value: false })
    expect(distances.length).toBeGreaterThan(1)
    expect(distances.filter((distance) => Math.abs(distance) > 1)).toEqual([])
  })

  it('says the same when scripts are turned off', { timeout: 180_000 }, async () => {
    await sized(1_280)
    const texts = async (): Promise<Record<string, readonly string[]>> => {
      const found: Record<string, readonly string[]> = {}
      for (const [name, path] of Object.entries(portal.pages)) {
        await open(path, 'fr')
        found[name] = await tab.evaluate(linesRead)
      }
      return found
    }
    const scripted = await texts()
    await open(portal.pages['outage'] ?? '', 'fr')
    expect(await tab.evaluate(`document.querySelectorAll('.copier').length`)).toBeGreaterThan(0)
    await tab.send('Emulation.setScriptExecutionDisabled', { value: true })
    const plain = await texts()
    await open(portal.pages['outage'] ?? '', 'fr')
    expect(await tab.evaluate(`document.querySelectorAll('.copier').length`)).toBe(0)
    await tab.send('Emulation.setScriptExecutionDisabled', { value: false })
    const missing = Object.entries(scripted).map(([name, lines]) => [name, lines.filter((line) => !plain[name]?.includes(line))])
    expect(Object.fromEntries(missing)).toEqual(Object.fromEntries(Object.keys(portal.pages).map((name) => [name, []])))
  })

  it('prints an outage on two sheets at most, three announcements beside it or none', { timeout: 60_000 }, async () => {
    const sheets: Record<string, number> = {}
    for (const language of ['en', 'fr', 'ar']) {
      for (const name of ['outage', 'long outage', 'outage that goes on']) {
        await open(portal.pages[name] ?? '', language)
        sheets[`${name}, ${language}`] = await sheetsPrinted()
        await tab.evaluate(wider)
        sheets[`${name}, ${language}, wider letters`] = await sheetsPrinted()
      }
    }
    expect(Object.entries(sheets).filter(([, count]) => count < 1 || count > 2)).toEqual([])
  })

  it('prints the drawings of an outage with all their words', async () => {
    await sized(printedWidth)
    await tab.send('Emulation.setScrollbarsHidden', { hidden: true })
    await tab.send('Emulation.setEmulatedMedia', { media: 'print' })
    const cut: Record<string, readonly string[]> = {}
    for (const language of ['en', 'fr', 'ar']) {
      await open(portal.pages['long outage'] ?? '', language)
      cut[language] = await tab.evaluate(reachingOut)
    }
    await tab.send('Emulation.setEmulatedMedia', { media: '' })
    await tab.send('Emulation.setScrollbarsHidden', { hidden: false })
    expect(cut).toEqual({ en: [], fr: [], ar: [] })
  })

  it('prints seven services, an outage that goes on among them, on one sheet with what the page ends with', async () => {
    const sheets: Record<string, number> = {}
    for (const language of ['en', 'fr', 'ar']) {
      await open('/', language)
      await tab.evaluate(`(() => {
        const groups = [...document.querySelectorAll('.svc tbody')]
        while (document.querySelectorAll('.svc .row').length < 7) groups.at(-1).after(groups.at(-1).cloneNode(true))
      })()`)
      sheets[language] = await sheetsPrinted()
    }
    expect(sheets).toEqual({ en: 1, fr: 1, ar: 1 })
  })

  it('is walked through by keyboard: past the frame at once, then filter and first service', async () => {
    await sized(1_280)
    await open('/', 'en')
    const reached: string[] = []
    const focused = `(() => { const one = document.activeElement; return one.name || one.getAttribute('href') || one.tagName })()`
    const step = async () => {
      await tab.press('Tab')
      reached.push(await tab.evaluate(focused))
    }
    await step()
    expect(reached).toEqual(['#main'])
    expect(await tab.evaluate(`document.activeElement.getBoundingClientRect().top >= 0`)).toBe(true)
    await tab.press('Enter')
    while (reached.length < 40 && !/^.(services|monitors)./.test(reached.at(-1) ?? '')) await step()
    expect(reached).toContain('q')
    expect(reached.at(-1)).toBe(await tab.evaluate(`document.querySelector('.svc .row a').getAttribute('href')`))
    expect(reached).not.toContain('/method')
  })

  it('moves nothing for who asked for that', async () => {
    await open('/', 'en')
    await tab.evaluate(`document.querySelector('.svc .row').setAttribute('data-fresh', '')`)
    const motion = async (value: string): Promise<readonly string[]> => {
      await tab.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-motion', value }] })
      return tab.evaluate(moving)
    }
    expect(await motion('no-preference')).toHaveLength(1)
    expect(await motion('reduce')).toEqual([])
  })
})
