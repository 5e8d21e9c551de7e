import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookLine } from '../../src/web/data/look-line.ts'
import { observations } from '../../src/web/data/tables.ts'
import { csvLine } from '../../src/web/data/table-text.ts'
import { roundBook } from '../../src/core/effective.ts'
import { anyObservation, anyRound } from '../store/arbitrary.ts'

describe('a look as a line of CSV', () => {
  it('says what its columns say, whatever it holds', () => {
    fc.assert(
      fc.property(anyObservation, fc.nat(), fc.array(anyRound), fc.nat(4e12), (observation, seq, rounds, asOf) => {
        // An instant has four digits for its year until the year 10,000.
        const { at, scheduledAt } = observation
        const row = {
          look: Object.assign({ seq }, observation, { at: at % 4e12, scheduledAt: scheduledAt % 4e12 }),
          rounds: roundBook(rounds),
          asOf,
        }
        expect(lookLine(row)).toBe(csvLine(observations, row))
      }),
      { numRuns: 1_000 },
    )
  })
})
