import type { Derived } from '../../src/core/derive.ts'
import { quartersOf } from '../../src/core/rollup.ts'
import type { QuarterSums } from '../../src/core/state.ts'
import type { ControlRound, Look, Outcome } from '../../src/core/observation.ts'

/** Instants in tests are seconds after this. */
export const origin = Date.UTC(2025, 4, 27, 8)
export const at = (seconds: number): number => origin + seconds * 1000

export const second = 1000
export const minute = 60_000
export const hour = 3_600_000
export const quarter = hour / 4

export function look(fields: Partial<Look> = {}): Look {
  return {
    at: origin,
    durationMs: 0,
    uncertaintyMs: 0,
    everyMs: minute,
    outcome: 'up',
    failure: null,
    degraded: [],
    controlled: false,
    span: 0,
    ...fields,
  }
}

const outcomes: Readonly<Record<string, Outcome>> = { u: 'up', U: 'up', d: 'down', D: 'down', '?': 'unknown' }

/**
 * One look a minute: `u` up, `d` down, `D` down with controls, `U` up and degraded, `?` unknown, `.` nothing.
 * `|` breaks continuity between the looks beside it.
 */
export function series(script: string, fields: Partial<Look> = {}): readonly Look[] {
  const looks: Look[] = []
  let slot = 0
  let span = fields.span ?? 0
  for (const mark of script) {
    if (mark === '|') {
      span += 1
      continue
    }
    const outcome = outcomes[mark]
    if (outcome !== undefined)
      looks.push(look({ ...fields, ...marked(mark), outcome, span, at: origin + slot * (fields.everyMs ?? minute) }))
    slot += 1
  }
  return looks
}

function marked(mark: string): Partial<Look> {
  if (mark === 'D') return { controlled: true }
  if (mark === 'U') return { degraded: [{ phase: 'expect', code: 'slow', message: 'took 4 s' }] }
  return {}
}

export function round(roundAt: number, fine = true): ControlRound {
  return { vantageId: 'v', boot: 'b', counter: roundAt, at: roundAt, durationMs: 20, fine, required: 2, results: [] }
}

/** All quarters that were looked into, one by one: those that can no longer change and those that may. */
export function allQuarters({ quarters, state }: Pick<Derived, 'quarters' | 'state'>): readonly QuarterSums[] {
  return [...Array.from(quartersOf(quarters), ({ count: _one, ...sums }) => sums), ...state.quarters]
}
