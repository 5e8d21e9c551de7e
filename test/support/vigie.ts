import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'

/** The program itself, from outside. Killed when disposed, if it still runs. */
export interface Vigie extends AsyncDisposable {
  readonly child: ChildProcess
  /** Everything so far. */
  stdout(): string
  stderr(): string
  /** Resolves with the first match in standard output or error, past or to come; rejects when it ends without one. */
  says(pattern: RegExp): Promise<RegExpMatchArray>
  /** Exit status; null when a signal ended it. */
  ended(): Promise<number | null>
}

const bin = resolve(import.meta.dirname, '../../bin/vigie.js')

export function startVigie(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Vigie {
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const out = { stdout: '', stderr: '' }
  const watchers = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[name] }).on('line', (line) => {
      out[name] += `${line}\n`
      for (const watch of watchers) watch()
    })
  }
  const ended = once(child, 'close').then(([status]): number | null => (typeof status === 'number' ? status : null))

  return {
    child,
    stdout: () => out.stdout,
    stderr: () => out.stderr,
    ended: () => ended,
    async says(pattern) {
      const { promise, resolve: found } = Promise.withResolvers<RegExpMatchArray>()
      const watch = (): void => {
        const match = out.stdout.match(pattern) ?? out.stderr.match(pattern)
        if (match !== null) found(match)
      }
      watchers.add(watch)
      watch()
      const gone = ended.then((status): never => {
        throw new Error(`vigie ended with ${status} before it said ${pattern}: ${out.stderr}${out.stdout}`)
      })
      return Promise.race([promise, gone]).finally(() => watchers.delete(watch))
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs one command line to its end. */
export async function runVigie(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  await using vigie = startVigie(argv, env)
  const status = await vigie.ended()
  return { status, stdout: vigie.stdout(), stderr: vigie.stderr() }
}
