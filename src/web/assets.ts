import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type Sendable, sendable } from './respond.ts'

/** Names of what `assets/` holds, read once at start and served under their content's hash for ever. `vigie.css` is all its style sheets. */
export type AssetName = 'vigie.css' | 'vigie.svg'

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

const assets: Readonly<Record<AssetName, Asset>> = {
  'vigie.css': asset('vigie', 'css', styleSheets(), 'text/css; charset=utf-8'),
  'vigie.svg': asset('vigie', 'svg', file('vigie.svg'), 'image/svg+xml'),
}

function file(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(`./assets/${name}`, import.meta.url)))
}

/** One sheet for the reader; in the source each part of the pages has its own, after the common one. */
function styleSheets(): Uint8Array<ArrayBuffer> {
  const others = readdirSync(new URL('./assets/', import.meta.url)).filter((name) => name.endsWith('.css') && name !== 'vigie.css')
  return Uint8Array.from(Buffer.concat(['vigie.css', ...others.toSorted()].map(file)))
}

function asset(name: string, extension: string, bytes: Uint8Array<ArrayBuffer>, type: string): Asset {
  return { url: `/assets/${name}.${hash('sha256', bytes, 'hex').slice(0, 12)}.${extension}`, content: sendable(bytes, type) }
}
