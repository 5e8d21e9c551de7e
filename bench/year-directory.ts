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

/**
 * The directory that BENCH_YEAR names (`npx node bench/history.ts --data DIR` makes one of 50 monitors, 26 million looks, in some minutes);
 * without it a smaller one of four monitors, which is made once and kept among the temporary files.
 */
export async function yearDirectory(): Promise<YearDirectory> {
  const path = process.env['BENCH_YEAR'] ?? join(tmpdir(), 'vigie-bench-year-4')
  if (!existsSync(join(path, 'vigie.db'))) {
    if (process.env['BENCH_YEAR'] !== undefined) throw new Error(`BENCH_YEAR=${path}: there is no vigie.db`)
    const partial = `${path}.partial-${process.pid}`
    try {
      await made(partial)
      renameSync(partial, path)
    } finally {
      rmSync(partial, { recursive: true, force: true })
    }
  }
  return { path, bytes: readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0) }
}

function made(path: string): Promise<void> {
  const args = [join(import.meta.dirname, 'history.ts'), '--data', path, '--monitors', '4', '--end', '2026-11-27T00:00:00Z']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`bench/history.ts ended with ${code}`))))
  })
}
