// Pictures of the simulated portal for the README, always of the same moment of the same story: npm run screenshots
// With a directory behind it, every page goes there instead, in three languages, both themes and four widths, to be looked at; and an outage
// as it prints.
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { chromiumPath, noChromium, openTab, type Tab } from '../../test/support/chromium.ts'
import { showPortal, type ShownPortal } from '../../test/support/shown-portal.ts'

interface Shot {
  readonly page: string
  readonly language: 'en' | 'fr' | 'ar'
  readonly theme: 'light' | 'dark'
  /** CSS pixels; without a height, all of the page. */
  readonly width: number
  readonly height?: number
}

const forReadme: Readonly<Record<string, Shot>> = {
  home: { page: 'home', language: 'en', theme: 'light', width: 1_280, height: 1_300 },
  outage: { page: 'outage', language: 'fr', theme: 'light', width: 1_280, height: 1_100 },
  service: { page: 'service', language: 'en', theme: 'dark', width: 1_280, height: 1_120 },
  arabic: { page: 'outage', language: 'ar', theme: 'light', width: 390, height: 844 },
  board: { page: 'board', language: 'en', theme: 'dark', width: 1_280, height: 720 },
}

const [directory] = process.argv.slice(2)
if (chromiumPath === null) {
  process.stderr.write(`screenshots: ${noChromium}\n`)
  process.exit(1)
}
await using portal = await showPortal({ wholePast: true })
await using tab = await openTab(chromiumPath)
await tab.send('Emulation.setScrollbarsHidden', { hidden: true })
if (directory === undefined) await takeAll(resolve(import.meta.dirname, '../../docs/screenshots'), forReadme)
else await takeToLookAt(resolve(directory))

async function takeAll(into: string, shots: Readonly<Record<string, Shot>>): Promise<void> {
  await mkdir(into, { recursive: true })
  for (const [name, shot] of Object.entries(shots)) {
    const png = await take(tab, portal, shot)
    await writeFile(join(into, `${name}.png`), png)
    process.stdout.write(`${name}.png ${Math.ceil(png.length / 1_024)} KiB\n`)
  }
}

async function takeToLookAt(into: string): Promise<void> {
  const pages = Object.keys(portal.pages)
  const of = (language: Shot['language'], theme: Shot['theme'], width: number) =>
    pages.map((page) => [`${page.replaceAll(' ', '-')}-${language}-${theme}-${width}`, { page, language, theme, width }] as const)
  const shots = [...of('fr', 'light', 1_280), ...of('ar', 'light', 320), ...of('en', 'dark', 1_280), ...of('en', 'light', 3_840)]
  await takeAll(into, Object.fromEntries(shots))
  for (const page of ['outage', 'long outage']) {
    await tab.open(`${portal.url}${portal.pages[page]}?lang=fr`)
    const { data } = await tab.send('Page.printToPDF', { paperWidth: 8.27, paperHeight: 11.69 })
    await writeFile(join(into, `${page.replaceAll(' ', '-')}.pdf`), Buffer.from(data, 'base64'))
  }
}

async function take(on: Tab, { url, pages }: ShownPortal, { page, language, theme, width, height }: Shot): Promise<Buffer> {
  const path = pages[page]
  if (path === undefined) throw new Error(`no page "${page}"; there are ${Object.keys(pages).join(', ')}`)
  await on.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] })
  const sized = (tall: number) =>
    on.send('Emulation.setDeviceMetricsOverride', { width, height: tall, deviceScaleFactor: 1, mobile: false })
  await sized(height ?? 900)
  await on.open(`${url}${path}?lang=${language}`)
  if (height === undefined) await sized(await on.evaluate('document.documentElement.scrollHeight'))
  const { data } = await on.send('Page.captureScreenshot', { format: 'png' })
  return Buffer.from(data, 'base64')
}
