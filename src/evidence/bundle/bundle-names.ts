import { join } from 'node:path'

/** Members of a bundle, which every program finds under these names (docs/evidence-format.md). */
export const bundleNames = {
  figure: 'figure.json',
  observations: 'observations.csv',
  records: 'records.bin',
  checkpoint: 'proof/checkpoint',
  proof: 'proof/records.proof',
  marks: 'proof/records.marks',
  tokens: 'proof/tokens/',
  before: 'proof/before/',
  whole: 'whole/',
  captures: 'proof/captures/',
  warc: 'evidence.warc.gz',
  key: 'key',
  roots: 'tsa-roots/',
  sums: 'SHA256SUMS',
} as const

/** Bytes of a leaf hash that name a record which was changed. */
export const markBytes = 4

/** Where bundles that were asked for are kept for a while. An erasure empties it: they hold what was erased. */
export function bundleCache(dataDir: string): string {
  return join(dataDir, 'cache', 'bundles')
}
