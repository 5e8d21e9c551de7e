import { describe, expect, it } from 'vitest'
import { buildShim } from '../torture/fault/faults.ts'
import { runProgram, wrong } from '../torture/fault/run.ts'
import { temporaryDir } from './make.ts'

// Every n is for `npm run torture`; here each kind fails in some places of a store's life.
describe('a store whose disk fails at the n-th operation', () => {
  it.for([
    { kinds: 'space', step: 220 },
    { kinds: 'all writes', step: 300 },
    { kinds: 'reads', step: 180 },
  ])('says so, loses nothing that was told, and goes on: $kinds', { timeout: 120_000 }, async ({ kinds, step }, context) => {
    using dir = temporaryDir()
    const shim = buildShim(dir.path)
    const file = 'file' in shim ? shim.file : context.skip(shim.impossible)
    const outcomes = await runProgram(file, dir.path, kinds, { first: 1, step })
    expect(wrong(outcomes, 1)).toEqual([])
    expect(outcomes.at(-1)).toMatchObject({ met: false, failed: [] })
    expect(outcomes.filter(({ failed }) => failed.length > 0).length).toBeGreaterThan(1)
  })
})
