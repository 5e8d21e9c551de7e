import { type ResourceLimits, Worker } from 'node:worker_threads'

/**
 * Starts a module as a thread; `workerData` is what it finds there. It is loaded by way of thread-boot.js: the type stripper that a thread
 * would load otherwise, without the compile cache of the process, takes 0.3 s of CPU, more than the work of most threads.
 */
export function startModule(entry: URL, name: string, workerData: unknown, resourceLimits: ResourceLimits = {}): Worker {
  return new Worker(new URL('./thread-boot.js', import.meta.url), {
    workerData: { entry: entry.href, data: workerData },
    name,
    resourceLimits,
  })
}
