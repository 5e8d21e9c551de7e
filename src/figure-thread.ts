import { parentPort, workerData } from 'node:worker_threads'
import { type Figure, type FigureWish, wishKey } from './core/figure.ts'
import { dueOf } from './evidence/bundle/due-figure.ts'
import { figureIndex } from './evidence/bundle/figure-index.ts'
import { logFiles } from './evidence/log-files.ts'
import { openReader } from './store/sqlite/reader.ts'

/** What this thread is started for: to derive the figures that are due of what is wished. */
export interface FigureOrder {
  readonly dataDir: string
  readonly wishes: readonly FigureWish[]
}
export type FigureNews = { readonly figure: Figure } | { readonly wish: string; readonly failed: string }

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: FigureNews): void => parentPort?.postMessage(news)
// Only figure-link.ts starts this file, and this is what it hands over.
const { dataDir, wishes }: FigureOrder = workerData
await using reader = openReader(dataDir)
const figures = figureIndex(reader)
for (const wish of wishes) {
  try {
    const figure = dueOf(logFiles(dataDir), reader, wish, figures)
    if (figure !== null) say({ figure })
  } catch (error) {
    say({ wish: wishKey(wish), failed: error instanceof Error ? error.message : String(error) })
  }
}
