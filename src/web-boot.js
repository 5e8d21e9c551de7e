// The web thread's first steps: it loads what it needs while the configuration is still being read on the other thread, and waits.
// Plain JavaScript: a thread has a compile cache only once it asks for one, and the first file of all would otherwise make it load
// the whole type stripper for nothing else.
import { once } from 'node:events'
import { enableCompileCache, syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import threads from 'node:worker_threads'

// Its own: the two threads compile other parts of the same files, and the daemon sets V8's flags while this one still has files to load.
enableCompileCache(join(tmpdir(), 'node-compile-cache', 'vigie-web'))
await import('./exact-imports.js')
/** @type {import('./web-link.ts').WebBoot} */
const { entry, preload, begin } = threads.workerData
const begun = once(begin, 'message')
await Promise.all(preload.map((module) => import(module)))
const [start] = await begun
begin.close()
// From here on it is as if the thread had been started with what it now knows.
threads.workerData = start
syncBuiltinESMExports()
await import(entry)
