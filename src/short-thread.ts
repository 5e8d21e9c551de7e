import type { Worker } from 'node:worker_threads'
import { startModule } from './thread.ts'

/** A thread that lives for one piece of work. */
export interface ShortThread {
  /** Resolves when it has ended and all that it said was taken. */
  readonly ended: Promise<void>
  terminate(): Promise<unknown>
}

/** Starts a module of this folder as a thread; `listen` gets it before it says anything, `crashed` hears why it ended when it should not have. */
export function startThread(
  file: string,
  name: string,
  workerData: unknown,
  listen: (worker: Worker) => void,
  crashed: (reason: string) => void,
): ShortThread {
  const worker = startModule(new URL(file, import.meta.url), name, workerData)
  listen(worker)
  worker.on('error', (error) => crashed(error instanceof Error ? error.message : String(error)))
  return { ended: new Promise((resolve) => worker.once('exit', () => resolve())), terminate: () => worker.terminate() }
}
