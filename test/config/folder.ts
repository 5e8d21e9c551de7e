import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { LoadResult } from '../../src/config/load.ts'
import { loadConfig } from '../../src/config/load.ts'
import { formatProblem } from '../../src/config/problem.ts'
import type { Target } from '../../src/core/monitor.ts'
import type { Config } from '../../src/core/site.ts'

type Env = Readonly<Record<string, string>>

/** A temporary folder with files of a configuration; the main one is vigie.yaml. */
export interface Folder extends AsyncDisposable {
  readonly path: string
  write(name: string, text: string | Uint8Array): Promise<string>
  /** Writes vigie.yaml and loads it. */
  result(text: string | Uint8Array, env?: Env): Promise<LoadResult>
  /** The same, which must be valid. */
  config(text: string, env?: Env): Promise<Config>
  /** The same, which must not be; its problems as printed, without the file's name. */
  problems(text: string | Uint8Array, env?: Env): Promise<readonly string[]>
}

export async function folder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'vigie-config-'))
  const write = async (name: string, text: string | Uint8Array): Promise<string> => {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), text)
    return join(path, name)
  }
  const result = async (text: string | Uint8Array, env: Env = {}) => loadConfig(await write('vigie.yaml', text), env)
  return {
    path,
    write,
    result,
    config: async (text, env) => {
      const loaded = await result(text, env)
      if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'))
      return loaded.config
    },
    problems: async (text, env) => {
      const loaded = await result(text, env)
      if (loaded.ok) throw new Error('valid')
      return loaded.problems.map((problem) =>
        formatProblem(problem)
          .replaceAll(`${path}/`, '')
          .replace(/^vigie\.yaml:/, ''),
      )
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** One service with one monitor that has these lines besides its id. */
export function monitorFile(lines: string, before = ''): string {
  return `${before}services:\n  - id: s\n    monitors:\n      - id: m\n${lines.replaceAll(/^/gm, '        ')}\n`
}

/** The first target of a configuration. */
export function targetOf(config: Config): Target {
  const target = config.services[0]?.monitors[0]?.target
  if (target === undefined) throw new Error('no monitor')
  return target
}
