import { execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { formatProblem } from '../../src/config/problem.ts'
import { folder } from './folder.ts'

// Time of our own processor: other work on the machine does not count.
const secondsSince = (start: NodeJS.CpuUsage) => process.cpuUsage(start).user / 1e6

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghijk'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefghijk'[index]}, `.repeat(9)}]`),
]
const manyKeys = Array.from({ length: 10_000 }, (_, index) => `k${index}: v`).join('\n')

// What is refused, and one of the reasons given.
const cases: readonly { name: string; text: string | Uint8Array; problem: string }[] = [
  { name: 'an alias bomb', text: bomb.join('\n'), problem: 'holds too many values (aliases counted each time they are used)' },
  { name: 'an alias of itself', text: 'site: &a [*a]', problem: 'is nested too deep; a configuration has a handful of levels' },
  { name: 'a million brackets', text: '['.repeat(1_000_000), problem: 'is nested too deep; a configuration has a handful of levels' },
  {
    name: 'deep indentation',
    text: Array.from({ length: 1500 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    problem: 'is nested too deep; a configuration has a handful of levels',
  },
  { name: 'a huge file', text: 'x'.repeat(5 * 1024 * 1024), problem: 'is larger than 4 MiB; split it with `include:`' },
  { name: 'ten thousand keys', text: manyKeys, problem: 'unknown key `k0`' },
  {
    name: 'bytes that are no text',
    text: Uint8Array.from({ length: 1000 }, (_, index) => (index * 37) % 256),
    problem: 'is not UTF-8 text',
  },
  { name: 'control characters', text: 'site: { title: "a\u0000b", "\u001b[31mred": 1 }', problem: 'unknown key `\\u001b[31mred`' },
  { name: 'a text of one line', text: 'hello', problem: 'must be a mapping (lines of `key: value`), not text' },
  {
    name: 'keys of the language',
    text: '__proto__: { polluted: true }\nconstructor: { prototype: {} }',
    problem: 'unknown key `__proto__`',
  },
]

const monitor = (index: number) =>
  `  - { id: s${index}, monitors: [{ id: m${index}, url: https://h${index}.example/, every: 60s, expect: { contains: [ok] } }] }`

describe('a hostile file', () => {
  for (const { name, text, problem } of cases) {
    it(`${name} is refused in bounded time`, async () => {
      await using home = await folder()
      const start = process.cpuUsage()
      const problems = await home.problems(text)
      expect(secondsSince(start)).toBeLessThan(5)
      expect(problems.join('\n')).toContain(problem)
      expect(problems.length).toBeLessThanOrEqual(101)
    })
  }

  it('leaves no trace in the prototype of objects', () => {
    expect('polluted' in {}).toBe(false)
  })

  it('is never a device, a pipe or a folder: those may have no end', async () => {
    await using home = await folder()
    await mkdir(join(home.path, 'folder'))
    execFileSync('mkfifo', [join(home.path, 'pipe')])
    for (const path of ['/dev/zero', join(home.path, 'folder'), join(home.path, 'pipe')]) {
      const result = await loadConfig(path, {})
      expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([`${path}:1:1 (file): ${path} is not a file`])
    }
  })

  it('of a thousand monitors is read in bounded time', async () => {
    await using home = await folder()
    const start = process.cpuUsage()
    const config = await home.config(`services:\n${Array.from({ length: 1000 }, (_, index) => monitor(index)).join('\n')}\n`)
    expect(config.services).toHaveLength(1000)
    expect(secondsSince(start)).toBeLessThan(5)
  })
})
