import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Book } from '../judge.ts'
import type { Phase, Said } from './victim.ts'

/** How a victim ended. */
export interface End {
  /** It died of SIGKILL; it may also have ended just before. */
  readonly killed: boolean
  /** What it had begun last. */
  readonly phase: Phase | null
  /** Of a command that came to its end. */
  readonly status: number | null
  readonly text: string
}

export interface Victim {
  /** Kills it `ms` after it says that it begins with `phase` (for the `nth` time, counted from 1). */
  killIn(phase: Phase, ms: number, nth?: number): void
  kill(): void
  /** Resolves once it has said so for the first time, or is dead. */
  reached(phase: Phase): Promise<void>
  readonly ended: Promise<End>
}

/** Starts a victim; what it tells goes into the book. */
export function startVictim(args: readonly string[], book: Book | null): Victim {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'victim.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const listeners = new Set<(phase: Phase) => void>()
  const end = { phase: null as Phase | null, status: null as number | null, text: '' }
  const hear = (line: Said): void => {
    if ('phase' in line) {
      end.phase = line.phase
      for (const listener of listeners) listener(line.phase)
    } else if ('run' in line) book?.runs.set(line.run.boot, line.run)
    else if ('told' in line) book?.told.push(...line.told.map((name, i) => ({ seq: line.first + i, name })))
    else Object.assign(end, line)
  }
  const ended = Promise.all([lines(child, hear), errors(child, (text) => (end.text += text)), exit(child)]).then(() => ({
    ...end,
    killed: child.signalCode === 'SIGKILL',
  }))
  return {
    ended,
    kill: () => void child.kill('SIGKILL'),
    killIn(phase, ms, nth = 1) {
      let left = nth
      listeners.add((begun) => {
        if (begun !== phase || --left !== 0) return
        if (ms < 1) child.kill('SIGKILL')
        else void sleep(ms).then(() => child.kill('SIGKILL'))
      })
    },
    reached: (phase) =>
      new Promise((resolve) => {
        listeners.add((begun) => begun === phase && resolve())
        void ended.then(() => resolve())
      }),
  }
}

async function lines(child: ChildProcess, hear: (line: Said) => void): Promise<void> {
  if (child.stdout === null) return
  let said = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    const parts = `${said}${chunk}`.split('\n')
    // The last one is not whole: its end is still to come, or never will.
    said = parts.pop() ?? ''
    for (const line of parts) hear(JSON.parse(line) as Said)
  }
}

async function errors(child: ChildProcess, take: (text: string) => void): Promise<void> {
  for await (const chunk of child.stderr?.setEncoding('utf8') ?? []) take(String(chunk))
}

async function exit(child: ChildProcess): Promise<void> {
  await new Promise((resolve) => child.once('close', resolve))
}
