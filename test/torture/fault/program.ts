// In a process with the shim: lets the n-th operation fail for each n that is asked for, and says what came of it, a line each.
// Usage: node program.ts KINDS STEP [FIRST]   every STEP-th n from FIRST (1) on, until the program runs through without meeting a fault
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inspect } from 'node:util'
import Database from 'better-sqlite3'
import { backupDatabase } from '../../../src/store/sqlite/backup.ts'
import { StoreError } from '../../../src/store/store.ts'
import { openReader } from '../../../src/store/sqlite/reader.ts'
import { verify } from '../../../src/store/sqlite/verify.ts'
import { emptyBook, judge, nameOf, type Book } from '../judge.ts'
import { beginLife, type Life } from '../life.ts'
import { arm, disarm, type Fault, faults, type Outcome } from './faults.ts'

const [kinds = 'space', step = '1', first = '1'] = process.argv.slice(2)
const root = process.env['VIGIE_FAULT_DIR'] ?? ''
for (const fault of faults.filter((one) => one.kinds === kinds)) {
  for (let n = Number(first); ; n += Number(step)) {
    const outcome = await withFault(fault, n)
    process.stdout.write(`${JSON.stringify(outcome)}\n`)
    if (!outcome.met) break
  }
}

async function withFault(fault: Fault, n: number): Promise<Outcome> {
  const dir = mkdtempSync(join(root, 'n-'))
  const [data, copy] = [join(dir, 'data'), join(dir, 'copy.db')]
  const book = emptyBook()
  const seen: Seen = { failed: [], problems: [], met: false }
  arm(fault, n)
  try {
    await program(data, copy, book, seen)
  } catch (error) {
    seen.problems.push(inspect(error))
  }
  const met = disarm() || seen.met
  if (seen.problems.length === 0) seen.problems.push(...(await judge(data, book, true)), ...(await copyProblems(data, copy)))
  rmSync(dir, { recursive: true, force: true })
  return { n, met, failed: seen.failed, problems: seen.problems }
}

interface Seen {
  readonly failed: string[]
  readonly problems: string[]
  met: boolean
}

/** All that a store does in its life, over two days so that a day is merged; a step that failed is tried again, as the daemon would. */
async function program(dir: string, copy: string, book: Book, seen: Seen): Promise<void> {
  const begin = (boot: string) => async (): Promise<Life> => {
    const life = await beginLife(dir, boot, (records) => {
      book.told.push(...records.map((record) => ({ seq: record.seq, name: nameOf(record) })))
    })
    book.runs.set(boot, life.run)
    return life
  }
  let life = await attempt('open', begin('one'), seen)
  for (const counts of [
    [20, 900],
    [600, 60],
  ]) {
    for (const count of counts) {
      life.look(count)
      await attempt('record', () => life.commit(), seen)
    }
    await attempt('seal', () => life.seal(), seen)
    const last = life
    if (counts[0] !== 20) await attempt('backup', async () => existsSync(copy) || (await backupDatabase(dir, copy)), seen)
    await attempt('close', () => last[Symbol.asyncDispose](), seen)
    if (counts[0] === 20) life = await attempt('open again', begin('two'), seen)
  }
}

/** A copy is whole, and nothing lies beside it. */
async function copyProblems(dir: string, copy: string): Promise<readonly string[]> {
  const copied = new Database(copy, { readonly: true })
  const { records, damage } = verify(copied)
  copied.close()
  await using reader = openReader(dir)
  const problems = readdirSync(dirname(copy))
    .filter((name) => name.includes('partial'))
    .map((name) => `${name} was left behind`)
  if (damage === null && records === reader.size()) return problems
  return [...problems, `the copy has ${records} of ${reader.size()} records: ${damage}`]
}

/** Once more while the fault lasts, and then without it, when it must work. What fails must say so as people can use it. */
async function attempt<T>(name: string, work: () => T | PromiseLike<T>, seen: Seen): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreError)) throw new Error(`${name}: not a StoreError`, { cause: error })
      // Nothing here is amiss with permissions: somebody who was told so would look in the wrong place.
      if (error.code === 'read_only') throw new Error(`${name}: said to be read-only`, { cause: error })
      seen.failed.push(`${name}: ${error.code}`)
      if (tries === 3) throw error
      if (tries === 2) seen.met ||= disarm()
    }
  }
}
