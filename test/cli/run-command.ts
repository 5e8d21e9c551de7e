import { Readable, Writable } from 'node:stream'
import { UsageError } from '../../src/cli/command.ts'
import type { Command } from '../../src/cli/command.ts'

export interface Ran {
  readonly status: number
  readonly stdout: string
  /** Warnings; for bad usage, the message that main.ts would print. */
  readonly stderr: string
}

/** Runs one command in this process, with texts for its streams; bad usage ends as in main.ts, with status 2. */
export async function runCommand(
  command: Command,
  argv: readonly string[],
  stdin: string | readonly Buffer[] = '',
  terminal = false,
): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const io = {
    stdin: Readable.from(typeof stdin === 'string' ? [Buffer.from(stdin)] : stdin),
    stdout: Object.assign(sink(out), { isTTY: terminal }),
    stderr: sink(err),
    env: {},
    signal: new AbortController().signal,
  }
  try {
    const status = await command.run(argv, io)
    return { status, stdout: out.join(''), stderr: err.join('') }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { status: 2, stdout: out.join(''), stderr: error.message }
  }
}

function sink(texts: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      texts.push(String(chunk))
      done()
    },
  })
}
