import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/demo/random.ts'
import { newScene, type RoundKind, rounds } from '../torture/kill/rounds.ts'
import { temporaryDir } from './make.ts'

// A thousand of them are for `npm run torture`.
describe('a process that is killed', () => {
  it('loses nothing that it told and leaves nothing half done, whatever it was doing', { timeout: 300_000 }, async () => {
    using dir = temporaryDir()
    const scene = newScene(dir.path, createRandom('a few kills'), 0)
    const kinds: readonly RoundKind[] = ['write', 'write', 'write', 'backup', 'write beside backup', 'restore', 'rebuild', 'migrate']
    const problems: string[] = []
    for (const [count, kind] of kinds.entries()) problems.push(...(await rounds[kind]({ ...scene, count })).problems)
    expect(problems).toEqual([])
    expect(scene.book.read.size).toBeGreaterThan(1)
  })
})
