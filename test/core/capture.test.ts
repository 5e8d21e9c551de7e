import { describe, expect, it } from 'vitest'
import { captureDue, type LastSeen } from '../../src/core/capture.ts'
import { failure } from '../../src/core/failure.ts'
import type { Outcome } from '../../src/core/observation.ts'

const at = Date.UTC(2026, 10, 23, 10)
const day = 86_400_000
const last = (outcome: Outcome, code: LastSeen['code'], keptAt: number | null): LastSeen => ({ outcome, code, keptAt })
const status = failure('http_status', 'answered 503')
const offline = failure('observer_offline', 'no route')

describe('a look is kept', () => {
  const cases = [
    { name: 'when it is the first', last: null, outcome: 'up', failure: null, due: 'change' },
    { name: 'when the outcome changes', last: last('up', null, at - 1), outcome: 'down', failure: status, due: 'change' },
    { name: 'when the code changes', last: last('down', 'tcp_refused', at - 1), outcome: 'down', failure: status, due: 'change' },
    { name: 'when it becomes unknown', last: last('down', 'http_status', at - 1), outcome: 'unknown', failure: offline, due: 'change' },
    { name: 'not while nothing changes', last: last('down', 'http_status', at - day + 1), outcome: 'down', failure: status, due: null },
    { name: 'once a day while down', last: last('down', 'http_status', at - day), outcome: 'down', failure: status, due: 'daily' },
    { name: 'once a day while up', last: last('up', null, at - day), outcome: 'up', failure: null, due: 'daily' },
    { name: 'when none of its kind was', last: last('up', null, null), outcome: 'up', failure: null, due: 'daily' },
    { name: 'never again while unknown', last: last('unknown', 'observer_offline', null), outcome: 'unknown', failure: offline, due: null },
  ] as const
  it.each(cases)('$name', ({ last: before, outcome, failure: why, due }) => {
    expect(captureDue(before, { at, outcome, failure: why })).toBe(due)
  })
})
