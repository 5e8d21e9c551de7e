import { describe, expect, it } from 'vitest'
import { momentFrom, momentValue, parseMoment, weekdayNote } from '../../src/core/moment.ts'
import { casablanca, moment } from '../support/announcements.ts'

describe('a moment as it was told', () => {
  it.each([
    // Morocco kept UTC+01:00 in May 2025 and has kept UTC+00:00 since 20 September 2026.
    ['2025-05-27', 'day', '2025-05-26T23:00:00.000Z', '2025-05-27T23:00:00.000Z'],
    ['2026-11-23', 'day', '2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'],
    ['2026-09-20', 'day', '2026-09-19T23:00:00.000Z', '2026-09-21T00:00:00.000Z'],
    ['2025-05', 'month', '2025-04-30T23:00:00.000Z', '2025-05-31T23:00:00.000Z'],
    ['2025-12', 'month', '2025-11-30T23:00:00.000Z', '2025-12-31T23:00:00.000Z'],
    ['2025-05-27T16:40:00+01:00', 'instant', '2025-05-27T15:40:00.000Z', '2025-05-27T15:40:00.000Z'],
  ])('%s is a %s between %s and %s', (text, precision, earliest, latest) => {
    const parsed = moment(text)
    expect(parsed).toMatchObject({ precision, label: precision === 'instant' ? null : text })
    expect([parsed.earliest, parsed.latest].map((at) => new Date(at).toISOString())).toEqual([earliest, latest])
    expect(momentFrom(momentValue(parsed), casablanca)).toEqual(parsed)
  })

  it.each(['', 'yesterday', '2025-02-30', '2025-13', '2025-05-27T16:40:00', '27/05/2025', '2025', '0025-5-7'])('refuses %j', (text) => {
    expect(parseMoment(text, casablanca)).toBeNull()
  })

  it.each([[1.5], [null], [true], ['2025-05-27T16:40:00Z'], [{}], [undefined]])('takes no recorded %j for one', (value) => {
    expect(momentFrom(value, casablanca)).toBeNull()
  })

  it.each([
    ['lundi 27 mai 2025', '2025-05-27', { said: 1, was: 2 }],
    ['Monday, 27 May 2025', '2025-05-27', { said: 1, was: 2 }],
    ['الإثنين 27 ماي 2025', '2025-05-27', { said: 1, was: 2 }],
    ['يوم الاثنين، 27 ماي', '2025-05-27', { said: 1, was: 2 }],
    ['mardi 27 mai 2025', '2025-05-27', null],
    ['يوم الثلاثاء 27 ماي 2025', '2025-05-27', null],
    ['le 27 mai 2025', '2025-05-27', null],
    ['de lundi à mercredi', '2025-05-27', null],
    ['lundi', '2025-05', null],
    ['dimanche soir', '2025-05-26T23:30:00Z', { said: 0, was: 2 }],
    ['samedi', '2025-05-31', null],
    ['vendredi', '2025-06-01', { said: 5, was: 0 }],
  ])('"%s" of %s: %j', (words, text, note) => {
    expect(weekdayNote(words, moment(text), casablanca)).toEqual(note)
  })
})
