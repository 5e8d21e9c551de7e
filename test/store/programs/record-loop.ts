// Records for ever and says after each commit how many records there are:  node record-loop.ts DIR BOOT BATCH
// To be killed at any moment: what it has said must be there afterwards.
import { writeSync } from 'node:fs'
import { openStore } from '../../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../../src/store/store.ts'
import { look } from '../make.ts'

const [dir = '', boot = '', batch = '1'] = process.argv.slice(2)
const store = openStore(dir)
for (let counter = 0; ; counter += Number(batch)) {
  const looks = Array.from({ length: Number(batch) }, (_, index) => look({ boot, counter: counter + index, address: `address ${counter}` }))
  const seqs = store.record(looks, nothingDerived)
  writeSync(1, `${JSON.stringify({ counter: counter + looks.length - 1, seq: seqs.at(-1) })}\n`)
}
