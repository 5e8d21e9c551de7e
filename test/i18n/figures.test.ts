import { describe, expect, it } from 'vitest'
import { availability } from '../../src/core/availability.ts'
import { ar } from '../../src/i18n/ar.ts'
import { en } from '../../src/i18n/en.ts'
import { availabilityRange, coverage, duration, durationRange, headline, wholePeriodRange } from '../../src/i18n/figures.ts'
import { fr } from '../../src/i18n/fr.ts'

const s = 1_000
const min = 60 * s
const h = 60 * min
const d = 24 * h
/** Spaces that do not break read like spaces here. */
const spaced = (text: string | null) => text?.replace(/[\u00a0\u202f]/g, ' ')

const of = (upMs: number, downMs: number, ambiguousMs: number, unobservedMs: number) =>
  availability({ periodMs: upMs + downMs + ambiguousMs + unobservedMs, upMs, downMs, ambiguousMs, unobservedMs })

describe('durations', () => {
  const cases = [
    { name: 'days and hours', ms: 1_051_200 * s, bound: 'lower', en: '12 d 4 h', long: '12 days 4 hours', fr: '12 j 4 h' },
    { name: 'a minimum is floored', ms: 1_054_799 * s, bound: 'lower', en: '12 d 4 h', long: '12 days 4 hours', fr: '12 j 4 h' },
    { name: 'a maximum is ceiled', ms: 1_051_201 * s, bound: 'upper', en: '12 d 5 h', long: '12 days 5 hours', fr: '12 j 5 h' },
    {
      name: 'hours and minutes',
      ms: 2 * h + 49 * min + 59 * s,
      bound: 'lower',
      en: '2 h 49 min',
      long: '2 hours 49 minutes',
      fr: '2 h 49 min',
    },
    { name: 'minutes alone from ten on', ms: 42 * min + 30 * s, bound: 'lower', en: '42 min', long: '42 minutes', fr: '42 min' },
    {
      name: 'seconds below ten minutes',
      ms: 4 * min + 1_842,
      bound: 'lower',
      en: '4 min 1 s',
      long: '4 minutes 1 second',
      fr: '4 min 1 s',
    },
    { name: 'ceiling carries', ms: 59 * min + 59 * s, bound: 'upper', en: '1 h', long: '1 hour', fr: '1 h' },
    { name: 'ceiling carries into a day', ms: d - 1, bound: 'upper', en: '1 d', long: '1 day', fr: '1 j' },
    { name: 'one of each', ms: d + h, bound: 'lower', en: '1 d 1 h', long: '1 day 1 hour', fr: '1 j 1 h' },
    { name: 'milliseconds in the short form', ms: 842, bound: 'upper', en: '842 ms', long: '1 second', fr: '842 ms' },
  ] as const
  it.each(cases)('$name: $en', ({ ms, bound, en: short, long, fr: french }) => {
    expect(spaced(duration(en, ms, bound, 'short'))).toBe(short)
    expect(spaced(duration(en, ms, bound, 'long'))).toBe(long)
    expect(spaced(duration(fr, ms, bound, 'short'))).toBe(french)
  })

  it('never breaks between a number and its unit', () => {
    expect(duration(fr, 12 * d + 4 * h, 'lower', 'short')).toBe('12\u00a0j 4\u00a0h')
    expect(duration(fr, 12 * d + 4 * h, 'lower', 'long')).toBe('12\u00a0jours et 4\u00a0heures')
  })

  it.each([
    { ms: 2 * d + 2 * h, text: 'يومين وساعتين' },
    { ms: d + h, text: 'يوم واحد وساعة واحدة' },
    { ms: 3 * d + 11 * h, text: '3 أيام و11 ساعة' },
    { ms: 12 * d + 4 * h, text: '12 يوما و4 ساعات' },
    { ms: 100 * d, text: '100 يوم' },
    { ms: 103 * d, text: '103 أيام' },
    { ms: 2 * h + 2 * min, text: 'ساعتين ودقيقتين' },
  ])('takes the genitive dual and the right plural in Arabic: $text', ({ ms, text }) => {
    expect(duration(ar, ms, 'lower', 'long')).toBe(text)
    expect(headline(ar, ms, 'long')).toBe(`ما لا يقل عن ${text}`)
  })

  it('says in words what no number would say rightly', () => {
    expect([headline(en, 999, 'short'), spaced(headline(fr, 999, 'short')), headline(ar, 999, 'short')]).toEqual([
      'less than a second',
      'moins d’une seconde',
      'أقل من ثانية',
    ])
    expect([headline(en, 59 * s, 'long'), spaced(headline(fr, 59 * s, 'long'))]).toEqual(['at least 59 seconds', 'au moins 59 secondes'])
    expect([headline(en, 0, 'short'), spaced(headline(fr, 0, 'short'))]).toEqual([
      'duration not measurable (less than one interval)',
      'durée non mesurable (moins d’un intervalle de contrôle)',
    ])
  })

  it('puts both bounds into one cell, or what is certain', () => {
    expect(spaced(durationRange(en, 6 * h + 44 * min, 6 * h + 55 * min + 1))).toBe('6 h 44 min to 6 h 56 min')
    expect(spaced(durationRange(en, 0, 2 * min))).toBe('at most 2 min')
    expect(spaced(durationRange(fr, 3 * d, null))).toBe('au moins 3 j')
    expect(durationRange(en, 0, null)).toBe('duration not measurable (less than one interval)')
    expect(durationRange(ar, 4 * min, 6 * min)).toBe('بين 4 دقائق و6 دقائق')
  })
})

describe('percentages', () => {
  it('floors the lower bound and ceils the upper one', () => {
    expect(spaced(availabilityRange(en, of(998_749, 1_000, 251, 0)))).toBe('99.87 % to 99.90 %')
    expect(spaced(availabilityRange(fr, of(998_749, 1_000, 251, 0)))).toBe('99,87 % à 99,90 %')
    expect(availabilityRange(ar, of(998_749, 1_000, 251, 0))).toBe('بين \u206899,87%\u2069 و\u206899,90%\u2069')
  })

  it('says 100 % only when it is exactly that', () => {
    expect(spaced(availabilityRange(en, of(10, 0, 0, 90)))).toBe('100 %')
    expect(spaced(availabilityRange(en, of(99_999_999, 1, 0, 0)))).toBe('99.99 % to < 100 %')
    expect(spaced(availabilityRange(fr, of(99_999_998, 1, 1, 0)))).toBe('99,99 % à < 100 %')
  })

  it('gives no number where nobody looked', () => {
    expect(availabilityRange(en, of(0, 0, 0, 100))).toBeNull()
    expect(spaced(coverage(en, of(0, 0, 0, 100)))).toBe('0 %')
    expect(spaced(coverage(en, of(1, 0, 0, 9_999)))).toBe('0.0 %')
  })

  it('bounds the whole period by what was certainly up and certainly down', () => {
    expect(spaced(wholePeriodRange(en, of(50, 10, 0, 40)))).toBe('50.00 % to 90.00 %')
  })
})
