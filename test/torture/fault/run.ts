import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildShim, faults, type Outcome } from './faults.ts'

/** Where a run begins, and how far apart the operations are that fail. */
export interface Steps {
  readonly first: number
  readonly step: number
}

/** Lets each operation fail once, for each kind of fault; says figures, returns what was wrong. */
export async function everyFault(root: string, say: (text: string) => void): Promise<readonly string[]> {
  const dir = mkdtempSync(join(root, 'faults-'))
  const shim = buildShim(dir)
  if ('impossible' in shim) {
    say(`torture: faults: left out: ${shim.impossible}`)
    return []
  }
  const problems: string[] = []
  for (const { kinds, code, after } of faults) {
    const began = Date.now()
    const outcomes = await runProgram(shim.file, dir, kinds, { first: 1, step: 1 })
    const failed = outcomes.filter((outcome) => outcome.failed.length > 0).length
    const seconds = Math.round((Date.now() - began) / 1_000)
    const how = after ? `${code} from the n-th operation on` : `${code} at the n-th operation`
    say(`torture: faults: ${kinds}: ${how}, ${outcomes.length - 1} operations in ${seconds} s; ${failed} times a step failed and said why`)
    problems.push(...wrong(outcomes, 1).map((problem) => `${kinds}, ${problem}`))
  }
  return problems
}

/** Runs program.ts in a process with the shim; what came of each n. */
export async function runProgram(shim: string, dir: string, kinds: string, { first, step }: Steps): Promise<readonly Outcome[]> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'program.ts'), kinds, String(step), String(first)], {
    env: { ...process.env, LD_PRELOAD: shim, VIGIE_FAULT_DIR: dir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  const outcomes: Outcome[] = []
  if (child.stdout !== null) for await (const line of createInterface(child.stdout)) outcomes.push(JSON.parse(line))
  await closed
  return outcomes
}

/** What was wrong; that the program did not come to an end without meeting a fault is wrong as well. */
export function wrong(outcomes: readonly Outcome[], first: number): readonly string[] {
  const problems = outcomes.flatMap(({ n, problems }) => problems.map((problem) => `operation ${n}: ${problem}`))
  if (outcomes.at(-1)?.met !== false) problems.push(`the program ended at operation ${outcomes.at(-1)?.n ?? first}`)
  return problems
}
