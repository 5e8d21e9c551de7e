// What is killed. Says on standard output what it is about to do and what it told, a line of JSON each, and means it: what it says is written.
//   node victim.ts write DIR BOOT SEED    records, seals and merges for ever, as a daemon does
//   node victim.ts open DIR               opens a store, which migrates it
//   node victim.ts backup|restore|rebuild …   one of the program's commands
import { writeSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { backup } from '../../../src/cli/backup.ts'
import type { Command } from '../../../src/cli/command.ts'
import { rebuild } from '../../../src/cli/rebuild.ts'
import { restore } from '../../../src/cli/restore.ts'
import { openStore } from '../../../src/store/sqlite/store.ts'
import { createRandom } from '../../../src/demo/random.ts'
import { runCommand } from '../../cli/run-command.ts'
import type { Run } from '../history.ts'
import { nameOf } from '../judge.ts'
import { beginLife } from '../life.ts'

/** A line of a victim. `phase`: it begins with that. `told`: names of records that are durable, in order from a seq on. */
export type Said =
  | { readonly phase: Phase }
  | { readonly run: Run }
  | { readonly told: readonly string[]; readonly first: number }
  | { readonly status: number; readonly text: string }
export const phases = ['open', 'record', 'seal', 'command'] as const
export type Phase = (typeof phases)[number]

const commands: Readonly<Record<string, Command>> = { backup, restore, rebuild }
const pause = new Int32Array(new SharedArrayBuffer(4))

if (import.meta.main) {
  const [what = '', ...args] = process.argv.slice(2)
  const command = commands[what]
  if (command !== undefined) await runOnce(command, args)
  else if (what === 'open') await open(args[0] ?? '')
  else await write(args[0] ?? '', args[1] ?? '', args[2] ?? '')
}

/** At once, and whole: what is said may be the last. A pipe that is full, because its reader is slow, takes more a little later. */
function say(line: Said): void {
  let left = Buffer.from(`${JSON.stringify(line)}\n`)
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(1, left))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(pause, 0, 0, 1)
    }
  }
}

async function runOnce(command: Command, args: readonly string[]): Promise<void> {
  say({ phase: 'command' })
  const { status, stdout, stderr } = await runCommand(command, args)
  say({ status, text: stdout + stderr })
}

async function open(dir: string): Promise<void> {
  say({ phase: 'open' })
  await openStore(dir)[Symbol.asyncDispose]()
  say({ status: 0, text: '' })
}

/** Commits of some looks, faster than time; every now and then it seals, and goes on committing meanwhile. */
async function write(dir: string, boot: string, seed: string): Promise<void> {
  const random = createRandom(seed)
  say({ phase: 'open' })
  const life = await beginLife(dir, boot, (records) => {
    if (records[0] !== undefined) say({ told: records.map(nameOf), first: records[0].seq })
  })
  say({ run: life.run })
  const commit = (most: number): void => {
    life.look(random.integer(1, most))
    life.commit()
  }
  for (;;) {
    say({ phase: 'record' })
    for (let left = random.integer(1, 12); left > 0; left -= 1) commit(60)
    say({ phase: 'seal' })
    const over = new AbortController()
    const sealed = life.seal().finally(() => over.abort())
    while (!over.signal.aborted) {
      commit(6)
      await setImmediate()
    }
    await sealed
  }
}
