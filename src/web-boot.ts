import { once } from 'node:events'
import { enableCompileCache, syncBuiltinESMExports } from 'node:module'
import threads from 'node:worker_threads'
import type { WebBoot } from './web-link.ts'

// The web thread's first steps: it loads what it needs while the configuration is still being read on the other thread, and waits.
// A thread has a compile cache only when it asks for one itself; without it loading takes twice the time.
enableCompileCache()
const { entry, preload, begin }: WebBoot = threads.workerData
const begun = once(begin, 'message')
await Promise.all(preload.map((module) => import(module)))
const [start] = await begun
begin.close()
// From here on it is as if the thread had been started with what it now knows.
Object.assign(threads, { workerData: start })
syncBuiltinESMExports()
await import(entry)
