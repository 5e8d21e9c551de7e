import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)
const present = tracked.filter((name) => existsSync(join(root, name)))

describe('the tree', () => {
  it('has no source file over 400 lines', () => {
    const long = present
      .filter((name) => /^(src|test|bench|tools)\/.*\.ts$/.test(name))
      .map((name) => ({ name, lines: readFileSync(join(root, name), 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400)
    expect(long).toEqual([])
  })

  it('reads the clock in core and demo nowhere', () => {
    const guilty = present
      .filter((name) => /^src\/(core|demo)\//.test(name))
      .filter((name) => /\bDate\.now\(|new Date\(\)|performance\.now\(|Temporal\.Now\.|Math\.random\(|\bawait\b/.test(code(name)))
    expect(guilty).toEqual([])
  })

  it('speaks of itself alone: no path of the machine it was written on', () => {
    const guilty = present
      .filter((name) => !name.endsWith('package-lock.json'))
      .filter((name) => /(^|[^\w.])\/(work|farm)\//.test(readFileSync(join(root, name), 'utf8')))
      .filter((name) => name !== 'test/arch/files.test.ts')
    expect(guilty).toEqual([])
  })

  it('names only paths that exist in its documents', () => {
    const missing = present
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) =>
        [...readFileSync(join(root, name), 'utf8').matchAll(/`((?:src|test|config|docs|bench|bin|tools|data|\.ci)\/[\w./-]*)`/g)]
          .map((match) => match[1] ?? '')
          .filter((path) => !existsSync(join(root, path)))
          .map((path) => `${name}: ${path}`),
      )
    expect(missing).toEqual([])
  })

  it('links only to files that exist', () => {
    const missing = present
      .filter((name) => name.endsWith('.md'))
      .flatMap((name) =>
        [...readFileSync(join(root, name), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
          .map((match) => match[1] ?? '')
          .filter((path) => !existsSync(join(root, dirname(name), path)))
          .map((path) => `${name}: ${path}`),
      )
    expect(missing).toEqual([])
  })
})

/** Code without comments, so that a word in prose breaks no rule. */
function code(name: string): string {
  return readFileSync(join(root, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}
