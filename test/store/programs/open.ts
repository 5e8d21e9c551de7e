// Opens a data directory as a second writer would, and says how that went:  node open.ts DIR [only]   only: nothing is written
import { openStore } from '../../../src/store/sqlite/store.ts'
import { StoreError } from '../../../src/store/store.ts'

try {
  const store = openStore(process.argv[2] ?? '')
  if (process.argv[3] !== 'only') store.probeWrite()
  process.stdout.write(JSON.stringify({ code: null, size: store.size() }))
  await store[Symbol.asyncDispose]()
} catch (error) {
  process.stdout.write(JSON.stringify({ code: error instanceof StoreError ? error.code : 'not a StoreError', message: String(error) }))
}
