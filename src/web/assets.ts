import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type Sendable, sendable } from './respond.ts'

/** Names of what is served, read once at start and kept under their content's hash for ever. `vigie.css` is all style sheets. */
export type AssetName = 'vigie.css' | 'vigie.svg' | 'charts.js' | 'copy.js' | 'live.js' | 'uplot.js'

interface Asset {
  readonly url: string
  readonly content: Sendable
}

/** `/assets/vigie.1a2b3c4d5e6f.css` */
export function assetUrl(name: AssetName): string {
  return assets[name].url
}

/** The file behind an address, or null: also for an older hash, whose page is older than this program. */
export function assetAt(path: string): Sendable | null {
  return Object.values(assets).find(({ url }) => url === path)?.content ?? null
}

const script = 'text/javascript; charset=utf-8'
const assets: Readonly<Record<AssetName, Asset>> = {
  'vigie.css': asset('vigie', 'css', styleSheets(), 'text/css; charset=utf-8'),
  'live.js': asset('live', 'js', file('live.js'), script),
  'vigie.svg': asset('vigie', 'svg', file('vigie.svg'), 'image/svg+xml'),
  'charts.js': asset('charts', 'js', file('charts.js'), script),
  // The package's own small build is no module; with its last line it is one.
  'uplot.js': asset('uplot', 'js', joined([packaged('uplot/dist/uPlot.iife.min.js'), Buffer.from('\nexport default uPlot\n')]), script),
  'copy.js': asset('copy', 'js', file('copy.js'), script),
}

function file(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(`./assets/${name}`, import.meta.url)))
}

function packaged(path: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(import.meta.resolve(path))))
}

/** One sheet for the reader; in the source each part of the pages has its own, after the common one. The package's comes first: ours mend it. */
function styleSheets(): Uint8Array<ArrayBuffer> {
  const others = readdirSync(new URL('./assets/', import.meta.url)).filter((name) => name.endsWith('.css') && name !== 'vigie.css')
  return joined([packaged('uplot/dist/uPlot.min.css'), ...['vigie.css', ...others.toSorted()].map(file)])
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(pieces))
}

function asset(name: string, extension: string, bytes: Uint8Array<ArrayBuffer>, type: string): Asset {
  return { url: `/assets/${name}.${hash('sha256', bytes, 'hex').slice(0, 12)}.${extension}`, content: sendable(bytes, type) }
}
