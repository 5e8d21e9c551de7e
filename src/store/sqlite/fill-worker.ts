import { flushCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { encodeChunk, encodeColumns, openChunk, quick } from '../format/chunk.ts'
import { columnsIn, type LookCells, readCells } from '../format/look-cells.ts'
import { inTime } from '../format/look-numbers.ts'
import { chunkRow, type NewChunk } from './seal.ts'

/** Looks of one series to be packed, or the end of them. */
export type FillOrder = { readonly cells: LookCells; readonly looks: number } | { readonly end: true }
/** One answer to each order. */
export type FillNews = { readonly chunk: NewChunk } | { readonly failed: string } | { readonly ended: true }

const port = parentPort
if (port === null) throw new Error('fill-worker.ts is started by the store as a worker thread')

port.on('message', (order: FillOrder) => {
  if ('end' in order) {
    // Before it is said: who hears it ends this thread.
    flushCompileCache()
    say({ ended: true })
    port.close()
    return
  }
  try {
    const chunk = packed(order.cells, order.looks)
    say({ chunk }, [chunk.bytes.buffer])
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error) })
  }
})

/**
 * Several days in one chunk: a day of few looks would be mostly what is said about it. Somebody waits for a past that can be made again: it is
 * packed in a third of the time that sealing takes, and not unpacked and compared as what was measured is.
 */
function packed(cells: LookCells, looks: number): NewChunk {
  const columns = columnsIn(cells, looks)
  const { at } = columns
  // Nearly always: a daemon makes one look at a time of each monitor.
  const byTime = at.every((one, i) => i === 0 || one > (at[i - 1] ?? 0))
  const bytes = byTime
    ? encodeColumns(columns, quick)
    : encodeChunk(Array.from({ length: looks }, (_, place) => readCells(cells, place)).sort(inTime), quick)
  return chunkRow(openChunk(bytes).head, bytes, 2, [])
}

function say(news: FillNews, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(news, transfer)
}
