import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildShim } from '../torture/fault/faults.ts'
import { runProgram, wrong } from '../torture/fault/run.ts'
import { temporaryDir } from './make.ts'
import { inNamespace } from './namespace.ts'

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

describe('a store on a disk that fills up', () => {
  it('says so as it records, seals and copies, and goes on with all of it once there is room', { timeout: 60_000 }, async (context) => {
    using dir = temporaryDir()
    const script = 'mount -t tmpfs -o size=6m tmpfs "$1" && head -c 4500000 /dev/zero > "$1/ballast" && exec "$2" "$3" "$1" "$1/ballast"'
    const program = join(import.meta.dirname, 'programs/fill-life.ts')
    const { failures, problems, toldOf, size } = JSON.parse(await inNamespace(context, script, [dir.path, process.execPath, program]))
    expect(problems).toEqual([])
    expect(failures).toEqual(['record', 'seal', 'backup'].map((step) => expect.stringMatching(`^${step}: .*free some space`)))
    expect(toldOf).toBeGreaterThan(100)
    // The configuration was not told by the recorder.
    expect(size).toBe(toldOf + 1)
  })
})
