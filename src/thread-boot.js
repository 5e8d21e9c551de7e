// First steps of every thread but the web's, in plain JavaScript: a thread has a compile cache only once it asks for one, and its first
// TypeScript file would otherwise make it load the whole type stripper, which takes longer than most of what threads are started for.
import { enableCompileCache, flushCompileCache, syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import threads from 'node:worker_threads'

/** @type {{ readonly entry: string, readonly data: unknown }} The module that works, and what it finds as its `workerData`. */
const { entry, data } = threads.workerData
// Its own for each: threads compile other parts of the same files.
enableCompileCache(join(tmpdir(), 'node-compile-cache', `vigie-${entry.replace(/.*\/|\.ts$/g, '')}`))
await import('./exact-imports.js')
// From here on it is as if the thread had been started with its module.
threads.workerData = data
syncBuiltinESMExports()
await import(entry)
// It may be terminated as soon as its work is done.
flushCompileCache()
