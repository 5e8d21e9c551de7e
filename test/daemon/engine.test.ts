import { spawnSync } from 'node:child_process'
import { cachedDataVersionTag } from 'node:v8'
import { expect, it } from 'vitest'
import { dropGarbage } from '../../src/engine.ts'

it('collecting leaves no flag behind: what is compiled after it would be refused at the next start', () => {
  const before = cachedDataVersionTag()
  dropGarbage()
  expect(cachedDataVersionTag()).toBe(before)
})

it('the young generation of a settled engine is some MB wide, and stays so', () => {
  // In a process of its own: flags are for ever.
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8'
    import { settleEngine } from '${new URL('../../src/engine.ts', import.meta.url).href}'
    settleEngine()
    const widths = []
    let alive = []
    for (let turn = 0; turn < 600; turn += 1) {
      alive = [...alive.slice(-5), Array.from({ length: 10_000 }, (_, i) => ({ i }))]
      const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')
      widths.push(young.space_size)
    }
    process.stdout.write(String(widths.sort((a, b) => a - b)[540] / 1_048_576))
  `
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stderr).toBe('')
  // Two halves of 4 MB at nine turns of ten; while it copies, and until a busy helper has swept, there are some pages more. Unsettled it is 64.
  expect(Number(stdout)).toBeGreaterThan(4)
  expect(Number(stdout)).toBeLessThanOrEqual(10)
})
