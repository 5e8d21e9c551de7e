// Records until the disk is full, then frees some and goes on:  node fill.ts DIR BALLAST-FILE
import { rmSync } from 'node:fs'
import { openStore } from '../../../src/store/sqlite/store.ts'
import { nothingDerived, StoreError } from '../../../src/store/store.ts'
import { look } from '../make.ts'

const [dir = '', ballast = ''] = process.argv.slice(2)
const store = openStore(dir)
let counter = 0
const record = () =>
  store.record(
    Array.from({ length: 50 }, (_, index) => look({ counter: counter + index })),
    nothingDerived,
  )
const failures: { readonly code: string; readonly message: string }[] = []
while (failures.length < 3) {
  try {
    record()
    counter += 50
  } catch (error) {
    failures.push({ code: error instanceof StoreError ? error.code : 'not a StoreError', message: String(error) })
  }
}
const full = store.size()
rmSync(ballast)
const after = record()
process.stdout.write(
  JSON.stringify({
    failures,
    committed: counter,
    full,
    after: after.length,
    size: store.size(),
    last: store.observation(store.size() - 1)?.counter,
  }),
)
await store[Symbol.asyncDispose]()
