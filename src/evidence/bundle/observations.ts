import { effective, type Rounds } from '../../core/effective.ts'
import { isoInstant } from '../../core/instant.ts'
import type { Observation, Recorded } from '../../core/observation.ts'

/** `observations.csv` of a bundle: the looks in the order of the log, with what each counts as (R15). No cell needs quotes. */
export const observationsHead = 'seq,at,scheduledAt,durationMs,uncertaintyMs,everyMs,outcome,rawOutcome,reason,code,status\n'

export function observationsRow(look: Recorded<Observation>, rounds: Rounds, asOf: number): string {
  const { outcome, provisional, reason } = effective(look, rounds, asOf)
  const cells = [
    look.seq,
    isoInstant(look.at),
    isoInstant(look.scheduledAt),
    look.durationMs,
    look.uncertaintyMs,
    look.everyMs,
    provisional ? 'provisional' : outcome,
    look.outcome,
    reason ?? '',
    look.failure?.code ?? '',
    look.status ?? '',
  ]
  return `${cells.join(',')}\n`
}
