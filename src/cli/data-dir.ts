import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadConfig } from '../config/load.ts'
import { formatProblem } from '../config/problem.ts'
import type { Io } from './command.ts'
import { UsageError } from './command.ts'

/** For `parseArgs`, in every command that reads or writes a data directory. */
export const dataOptions = { data: { type: 'string' }, config: { type: 'string' } } as const

/** The same, for `--help`. */
export const dataHelp = `  --data DIR      data directory; default: \`data\` of the configuration
  --config FILE   default config/vigie.yaml, when there is one; without it ./data
`

const defaultConfig = 'config/vigie.yaml'

/** The data directory that a command is about, absolute. Throws UsageError when a configuration is needed and is not valid. */
export async function dataDirOf(
  given: { readonly data?: string | undefined; readonly config?: string | undefined },
  io: Io,
): Promise<string> {
  if (given.data !== undefined) return resolve(given.data)
  const file = given.config ?? (existsSync(defaultConfig) ? defaultConfig : undefined)
  if (file === undefined) return resolve('data')
  const loaded = await loadConfig(file, io.env)
  if (loaded.ok) return loaded.config.dataDir
  io.stderr.write(loaded.problems.map((problem) => `${formatProblem(problem)}\n`).join(''))
  throw new UsageError(`${file} is not valid, so it does not say where the data is; with --data DIR it is not read`)
}
