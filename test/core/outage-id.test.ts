import { describe, expect, it } from 'vitest'
import { deriveOutages } from '../../src/core/derive.ts'
import { noRounds } from '../../src/core/effective.ts'
import { outageId } from '../../src/core/outage-id.ts'
import { series } from './series.ts'

const at = (text: string) => Date.parse(text)

describe('the id of an outage', () => {
  it.each([
    ['the first of a monitor', null, 'm-20250527T080300Z'],
    ['one that began long after the one before', '2025-05-27T07:00:00.000Z', 'm-20250527T080300Z'],
    ['one that began in the second after the one before', '2025-05-27T08:02:59.999Z', 'm-20250527T080300Z'],
    ['one that began in the same second', '2025-05-27T08:03:00.000Z', 'm-20250527T080300250Z'],
  ])('%s', (_name, before, id) => {
    expect(outageId('m', at('2025-05-27T08:03:00.250Z'), before === null ? null : at(before))).toBe(id)
  })

  it('stays plain for every outage of a series, and for the failures between them', () => {
    const { outages, unconfirmed } = deriveOutages(
      'm',
      series('uddududdu'),
      noRounds,
      { confirmDown: 2, confirmUp: 1 },
      { asOf: at('2025-06-01') },
    )
    expect(outages.map(({ id }) => id)).toEqual(['m-20250527T080100Z', 'm-20250527T080600Z'])
    expect(unconfirmed.map(({ id }) => id)).toEqual(['m-20250527T080400Z'])
  })

  it('tells outages of one second apart, when looks are that close', () => {
    const looks = series('ududu', { everyMs: 200 })
    const { outages } = deriveOutages('m', looks, noRounds, { confirmDown: 1, confirmUp: 1 }, { asOf: at('2025-06-01') })
    expect(outages.map(({ id }) => id)).toEqual(['m-20250527T080000Z', 'm-20250527T080000600Z'])
  })
})
