import { parentPort, workerData } from 'node:worker_threads'
import type { Capture } from '../core/capture.ts'
import type { HttpReading } from '../core/reading.ts'
import { shownLines } from '../core/shown-lines.ts'
import { keepBytes } from './capture-files.ts'
import type { WarcMaker } from './capture-warc.ts'
import { type Blob, hex, takeApart } from './capture-manifest.ts'

/** What this thread is told to keep: a capture without secrets, and the last answer as it was judged. */
export interface CaptureOrder {
  readonly number: number
  readonly capture: Capture
  readonly http: HttpReading | null
  readonly maker: WarcMaker
}
/** What it says: the manifest's name, and which bytes were not there before; or why nothing could be kept. */
export type CaptureNews = { readonly number: number } & (
  | { readonly sha256: string; readonly length: number; readonly blobs: readonly Omit<Blob, 'bytes'>[] }
  | { readonly failed: string }
)

const port = parentPort
if (port === null) throw new Error('capture-worker.ts is started by the daemon as a worker thread')
const { dir }: { readonly dir: string } = workerData
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: CaptureNews): void => port.postMessage(news)

port.on('message', (order: CaptureOrder) => {
  try {
    say({ number: order.number, ...keep(order) })
  } catch (error) {
    say({ number: order.number, failed: error instanceof Error ? error.message : String(error) })
  }
})

/** Bytes first, then the manifest that names them: whatever there is of a capture is whole. */
function keep({ capture, http, maker }: CaptureOrder): { sha256: string; length: number; blobs: readonly Omit<Blob, 'bytes'>[] } {
  const lines = http === null ? null : shownLines(http)
  const { manifest, blobs } = takeApart(capture, lines === null ? null : lines.join('\n'), maker)
  const fresh = blobs.filter(({ sha256, bytes }) => keepBytes(dir, sha256, bytes, 'bin'))
  const sha256 = hex(manifest)
  keepBytes(dir, sha256, manifest, 'json')
  return { sha256, length: manifest.length, blobs: fresh.map(({ kind, sha256: name, length }) => ({ kind, sha256: name, length })) }
}
