// A life on a disk that fills up: what fails there, and whether it goes on once there is room:  node fill-life.ts DIR BALLAST-FILE
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '../../../src/store/store.ts'
import { emptyBook, judge, nameOf } from '../../torture/judge.ts'
import { beginLife } from '../../torture/life.ts'

const [dir = '', ballast = ''] = process.argv.slice(2)
const data = join(dir, 'data')
const book = emptyBook()
const failures: string[] = []
{
  await using life = await beginLife(data, 'one', (records) =>
    book.told.push(...records.map((record) => ({ seq: record.seq, name: nameOf(record) }))),
  )
  book.runs.set('one', life.run)
  while (failures.length === 0) {
    life.look(50)
    await attempt('record', () => life.commit())
  }
  await attempt('seal', () => life.seal())
  await attempt('backup', () => life.store.backup(join(dir, 'copy.db')))
  rmSync(ballast)
  life.commit()
  await life.seal()
  await life.store.backup(join(dir, 'copy.db'))
}
const toldOf = book.told.length
const problems = await judge(data, book, true)
process.stdout.write(JSON.stringify({ failures, problems, toldOf, size: book.read.size }))

async function attempt(what: string, work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    failures.push(`${what}: ${error instanceof StoreError ? error.message : `not a StoreError: ${String(error)}`}`)
  }
}
