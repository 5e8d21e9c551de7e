// What a store and a daemon must survive: kill -9 at random moments of all they do, and a disk that fails at the n-th operation, for every n.
// Afterwards nothing that was told is lost, nothing is there that was not recorded, and what is derived is what the log gives.
// Usage: npm run torture -- [--times 1000] [--seed 1] [--only kills|faults]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '../../src/demo/random.ts'
import { everyFault } from './fault/run.ts'
import { killDaemons } from './kill/daemon.ts'
import { killStores, type Tally } from './kill/kills.ts'

const { values } = parseArgs({
  options: { times: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, only: { type: 'string', default: '' } },
})
const times = Number(values.times)
if (!Number.isSafeInteger(times) || times < 1 || !['', 'kills', 'faults'].includes(values.only)) {
  throw new Error('usage: npm run torture -- [--times N] [--seed TEXT] [--only kills|faults]')
}

/** Of the kills; the others are of the store's parts, which are killed in more places a minute. */
const daemonShare = 0.1

const root = mkdtempSync(join(tmpdir(), 'vigie-torture-'))
const problems: string[] = []
if (values.only !== 'faults') {
  const daemons = Math.round(times * daemonShare)
  problems.push(...(await report('parts', killStores, times - daemons)))
  if (problems.length === 0 && daemons > 0) problems.push(...(await report('daemons', killDaemons, daemons)))
}
if (problems.length === 0 && values.only !== 'kills') problems.push(...(await everyFault(root, print)))
if (problems.length === 0) rmSync(root, { recursive: true, force: true })
else print(`torture: FAILED (seed ${values.seed}), data kept in ${root}\n${problems.join('\n')}`)
process.exitCode = problems.length === 0 ? 0 : 1

async function report(what: string, kill: typeof killStores, count: number): Promise<readonly string[]> {
  const began = Date.now()
  const every = Math.max(1, Math.floor(count / 20))
  let next = every
  const tally = await kill(root, count, createRandom(`${values.seed} ${what}`), ({ kills, records }) => {
    if (kills < next) return
    next += every
    process.stderr.write(`torture: ${what}: ${kills} of ${count} kills, ${records} records\n`)
  })
  print(line(what, tally, Date.now() - began))
  return tally.problems
}

function line(what: string, { kills, during, records }: Tally, ms: number): string {
  const places = [...during].toSorted(([, a], [, b]) => b - a).map(([place, count]) => `${count} ${place}`)
  return `torture: ${what}: ${kills} kills in ${Math.round(ms / 1_000)} s, ${records} records; killed during: ${places.join(', ')}`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
