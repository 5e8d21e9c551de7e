import { parentPort, workerData } from 'node:worker_threads'
import { advanceLog } from './evidence/evidence-log.ts'
import { logFiles } from './evidence/log-files.ts'
import { openLogKeys } from './evidence/log-keys.ts'
import { openReader } from './store/sqlite/reader.ts'

/** What this thread is started for: to bring the evidence log up to what is committed. */
export interface LogOrder {
  readonly dataDir: string
  /** Where the private key is or is to be made; null: in the log's directory. */
  readonly keyFile: string | null
  /** Of a log that begins now. */
  readonly name: string
  /** The checkpoint is kept for ever. */
  readonly keep: boolean
}
export type LogNews =
  | {
      readonly done: {
        readonly size: number
        readonly checkpoint: string
        readonly name: string
        readonly verifierKey: string
        readonly rebuilt: boolean
      }
    }
  | { readonly failed: string }

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const say = (news: LogNews): void => parentPort?.postMessage(news)
// Only log-link.ts starts this file, and this is what it hands over.
const { dataDir, keyFile, name, keep }: LogOrder = workerData
try {
  await using reader = openReader(dataDir)
  const files = logFiles(dataDir)
  const keys = openLogKeys(files, keyFile ?? files.key, name)
  const [verifierKey = ''] = keys.texts
  const { size, checkpoint, rebuilt } = advanceLog({ files, keys, reader }, keep)
  say({ done: { size, checkpoint: Buffer.from(checkpoint).toString(), name: keys.signer.verifier.name, verifierKey, rebuilt } })
} catch (error) {
  say({ failed: error instanceof Error ? error.message : String(error) })
}
