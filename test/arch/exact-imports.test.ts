import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { formatProblem } from '../../src/config/problem.ts'

const src = import.meta.resolve('../../src/')

describe('imports that are taken at their word', () => {
  it('are the files that Node would have found, of the kind that Node would have seen', () => {
    const own = ['app.ts', 'config/load.ts', 'web/start.ts', 'web/api/app.ts', 'cli/serve.ts', 'cli/probe.ts']
    const script = (first: readonly string[]) => `
      import { registerHooks } from 'node:module'
      const seen = new Set()
      for (const module of ${JSON.stringify(first)}) await import(module)
      registerHooks({ load(url, context, next) { seen.add((context.format ?? 'commonjs') + ' ' + url); return next(url, context) } })
      for (const module of ${JSON.stringify(own.map((name) => `${src}${name}`))}) await import(module)
      console.log(JSON.stringify([...seen].filter((line) => !line.includes('data:'))))`
    const expected = run(script([])).filter((line) => !/zod\/v4\/locales\/(?!en\.)/.test(line))
    expect(run(script([`${src}exact-imports.js`])).toSorted()).toEqual(expected.toSorted())
    expect(expected.length).toBeGreaterThan(300)
  })

  it('leave every message about a configuration as it was', async () => {
    const folder = 'test/fixtures/config/bad'
    const files = readdirSync(folder).map((name) => join(folder, name))
    const here = []
    for (const file of files) here.push(await problemsOf(file))
    const script = `
      await import(${JSON.stringify(`${src}exact-imports.js`)})
      const { loadConfig } = await import(${JSON.stringify(`${src}config/load.ts`)})
      const { formatProblem } = await import(${JSON.stringify(`${src}config/problem.ts`)})
      const told = []
      for (const file of ${JSON.stringify(files)}) {
        const result = await loadConfig(file, {})
        told.push(result.ok ? [] : result.problems.map(formatProblem))
      }
      console.log(JSON.stringify(told))`
    expect(run(script)).toEqual(here)
  })
})

async function problemsOf(file: string): Promise<readonly string[]> {
  const result = await loadConfig(file, {})
  return result.ok ? [] : result.problems.map(formatProblem)
}

function run(script: string): readonly string[] {
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }))
}
