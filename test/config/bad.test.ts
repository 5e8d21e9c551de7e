import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { formatProblem } from '../../src/config/problem.ts'

const folder = 'test/fixtures/config/bad'
const files = readdirSync(folder)

// One file per rule. Its first lines, `#! line:column path: message`, are what it must be told, all of it, in this order.
describe('a bad configuration file is told everything at once', () => {
  it('has a file for each rule', () => {
    expect(files.length).toBeGreaterThanOrEqual(50)
  })

  for (const name of files) {
    it(name.replace('.yaml', ''), async () => {
      const path = join(folder, name)
      const wanted = [...readFileSync(path, 'utf8').matchAll(/^#! (.+)$/gm)].map((match) => match[1])
      const result = await loadConfig(path, {})
      const told = result.ok ? [] : result.problems.map((problem) => short(formatProblem(problem), path))
      expect(told).toEqual(wanted)
      expect(told.length).toBeGreaterThan(0)
      expect(told.join('\n')).not.toContain('hunter2')
    })
  }
})

function short(line: string, path: string): string {
  return line.replace(`${path}:`, '').replaceAll('test/fixtures/config/', '')
}
