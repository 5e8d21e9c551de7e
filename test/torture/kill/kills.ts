import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../../src/demo/random.ts'
import { newScene, type RoundKind, rounds } from './rounds.ts'

/** What came of many kills. */
export interface Tally {
  readonly kills: number
  /** What was going on at the moment of the kill, and how often. */
  readonly during: ReadonlyMap<string, number>
  /** Records that were written, in all directories. */
  readonly records: number
  readonly problems: readonly string[]
}

/** How often each kind comes up, of a hundred. */
const shares: Readonly<Record<RoundKind, number>> = { write: 56, migrate: 12, backup: 10, 'write beside backup': 8, restore: 8, rebuild: 6 }

/** A directory is given up after this many kills: what it holds is read again after each. */
const killsPerScene = 25

/**
 * Kills until `times` are dead or something is wrong; what is killed, and when, follows from the seed, as far as processes can be steered.
 * Leaves the directories of a failure in `root`.
 */
export async function killStores(root: string, times: number, random: Random, said: (tally: Tally) => void): Promise<Tally> {
  const during = new Map<string, number>()
  let [killed, records, problems]: [number, number, readonly string[]] = [0, 0, []]
  let scene = newScene(root, random, 0)
  for (let count = 0; killed < times && problems.length === 0; count += 1) {
    if (count % killsPerScene === killsPerScene - 1) {
      rmSync(join(scene.data, '..'), { recursive: true })
      records += scene.book.read.size
      scene = newScene(root, random, count)
    }
    scene = { ...scene, count }
    const kind = scene.book.read.size > 500 ? drawn(random) : 'write'
    const end = await rounds[kind](scene)
    if (end.killed) {
      killed += 1
      during.set(end.during, (during.get(end.during) ?? 0) + 1)
    }
    problems = end.problems.map((problem) => `${count}: ${kind}, killed during ${end.during}: ${problem} (${scene.data})`)
    said({ kills: killed, during, records: records + scene.book.read.size, problems })
  }
  return { kills: killed, during, records: records + scene.book.read.size, problems }
}

function drawn(random: Random): RoundKind {
  let left = random.next() * 100
  for (const kind of Object.keys(shares) as RoundKind[]) {
    left -= shares[kind]
    if (left < 0) return kind
  }
  return 'write'
}
