import { parentPort, workerData } from 'node:worker_threads'
import type { Figure } from './core/figure.ts'
import { dueFigure } from './evidence/bundle/figures.ts'
import { logFiles } from './evidence/log-files.ts'
import { openReader } from './store/sqlite/reader.ts'

/** What this thread is started for: to derive the figures that are due of some outages. */
export interface FigureOrder {
  readonly dataDir: string
  readonly outageIds: readonly string[]
}
export type FigureNews = { readonly figure: Figure } | { readonly outageId: string; readonly failed: string }

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: FigureNews): void => parentPort?.postMessage(news)
// Only figure-link.ts starts this file, and this is what it hands over.
const { dataDir, outageIds }: FigureOrder = workerData
await using reader = openReader(dataDir)
for (const outageId of outageIds) {
  try {
    const lookup = reader.outage(outageId)
    const figure = lookup.found === 'outage' ? dueFigure(logFiles(dataDir), reader, lookup.outage) : null
    if (figure !== null) say({ figure })
  } catch (error) {
    say({ outageId, failed: error instanceof Error ? error.message : String(error) })
  }
}
