import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Sendable, sendable } from './respond.ts'

/** Names of the files in `assets/`, read once at start and served under their content's hash for ever. */
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
  'vigie.css': load('vigie', 'css', 'text/css; charset=utf-8'),
  'vigie.svg': load('vigie', 'svg', 'image/svg+xml'),
}

function load(name: string, extension: string, type: string): Asset {
  const bytes = readFileSync(new URL(`./assets/${name}.${extension}`, import.meta.url))
  return { url: `/assets/${name}.${hash('sha256', bytes, 'hex').slice(0, 12)}.${extension}`, content: sendable(bytes, type) }
}
