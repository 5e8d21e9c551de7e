import { Worker } from 'node:worker_threads'

/** A thread that lives for one piece of work. */
export interface ShortThread {
  /** Resolves when it has ended and all that it said was taken. */
  readonly ended: Promise<void>
  terminate(): Promise<unknown>
}

/** What any such thread may say when its work failed. */
export interface Failed {
  readonly failed: string
}

/** Starts a module of this folder as a thread; `take` hears what it says, a crash included. */
export function startThread<News>(file: string, name: string, workerData: unknown, take: (news: News | Failed) => void): ShortThread {
  const worker = new Worker(new URL(file, import.meta.url), { workerData, name })
  worker.on('message', take)
  worker.on('error', (error) => take({ failed: error instanceof Error ? error.message : String(error) }))
  return { ended: new Promise((resolve) => worker.once('exit', () => resolve())), terminate: () => worker.terminate() }
}
