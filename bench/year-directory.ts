import { spawn } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A year of every look of so many monitors, once a minute. */
export interface YearDirectory {
  readonly path: string
  /** Bytes of all its files. */
  readonly bytes: number
}

/** A directory of looks that an environment variable may name, and otherwise how a smaller one is made. */
interface Kind {
  readonly variable: string
  readonly name: string
  readonly args: readonly string[]
}

/**
 * The directory that BENCH_YEAR names (`npx node bench/history.ts --data DIR` makes one of 50 monitors, 26 million looks, in some minutes);
 * without it a smaller one of four monitors, which is made once and kept among the temporary files.
 */
export function yearDirectory(): Promise<YearDirectory> {
  return directoryOf({ variable: 'BENCH_YEAR', name: 'year-4', args: ['--monitors', '4'] })
}

/**
 * A hundred monitors with a hundred days behind them: the directory that BENCH_YEAR_100 names (`--monitors 100 --days 100`, 14 million
 * looks), or a smaller one in which they were looked at every five minutes. What is measured reads sums, of which both have as many.
 */
export function hundredDirectory(): Promise<YearDirectory> {
  return directoryOf({ variable: 'BENCH_YEAR_100', name: 'days-100', args: ['--monitors', '100', '--days', '100', '--every', '5m'] })
}

async function directoryOf({ variable, name, args }: Kind): Promise<YearDirectory> {
  const given = process.env[variable]
  const path = given ?? join(tmpdir(), `vigie-bench-${name}`)
  if (!existsSync(join(path, 'vigie.db'))) {
    if (given !== undefined) throw new Error(`${variable}=${path}: there is no vigie.db`)
    const partial = `${path}.partial-${process.pid}`
    try {
      await made(partial, args)
      renameSync(partial, path)
    } finally {
      rmSync(partial, { recursive: true, force: true })
    }
  }
  return { path, bytes: readdirSync(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0) }
}

function made(path: string, options: readonly string[]): Promise<void> {
  const args = [join(import.meta.dirname, 'history.ts'), '--data', path, ...options, '--end', '2026-11-27T00:00:00Z']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`bench/history.ts ended with ${code}`))))
  })
}
