import { flushCompileCache } from 'node:module'
import { type MessagePort, parentPort } from 'node:worker_threads'
import { encodeChunk, encodeColumns, openChunk, quick } from '../format/chunk.ts'
import { columnsIn, type LookCells, readCells } from '../format/look-cells.ts'
import { inTime } from '../format/look-numbers.ts'
import { chunkRow, type NewChunk } from './seal.ts'

/** Looks of one series to be packed, or the end of them. */
export type FillOrder = { readonly cells: LookCells; readonly looks: number } | { readonly end: true }
/** One answer to each order; the cells come back, to be filled again. */
export type FillNews = { readonly chunk: NewChunk; readonly cells: LookCells } | { readonly failed: string } | { readonly ended: true }

if (parentPort === null) throw new Error('fill-worker.ts is started by the store as a worker thread')

// The first message is the port over which all others come.
parentPort.once('message', (port: MessagePort) => {
  const say = (news: FillNews, transfer: ArrayBuffer[] = []): void => port.postMessage(news, transfer)
  port.on('message', (order: FillOrder) => {
    if ('end' in order) {
      // Before it is said: who hears it ends this thread.
      flushCompileCache()
      say({ ended: true })
      port.close()
      return
    }
    const { cells, looks } = order
    try {
      const chunk = packed(cells, looks)
      say({ chunk, cells }, [chunk.bytes.buffer, ...(chunk.rest === null ? [] : [chunk.rest.buffer]), cells.buffer])
    } catch (error) {
      say({ failed: error instanceof Error ? error.message : String(error) })
    }
  })
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
  return chunkRow(openChunk(bytes.method, bytes.rest).head, bytes, 2, [])
}
