import { describe, expect, it } from 'vitest'
import type { Outage } from '../../src/core/outage.ts'
import { localeOf } from '../../src/i18n/index.ts'
import { plain } from '../../src/i18n/parts.ts'
import { outageSentence, shortSentence, type Verb } from '../../src/i18n/sentence.ts'

const hour = 3_600_000
const minute = 60_000
const may27 = Date.UTC(2025, 4, 27, 7)
const june8 = Date.UTC(2025, 5, 8, 13)

/** 27 May 08:00 to 8 June 14:00, Morocco time. */
const long: Outage = {
  id: 'x-20250527T080000Z',
  monitorId: 'x',
  onset: { after: may27, by: may27 + hour },
  recovery: { after: june8 - hour, by: june8 },
  ongoing: false,
  minMs: june8 - hour - (may27 + hour),
  maxMs: june8 - may27,
  unobservedMs: 0,
  flaps: 0,
  incidentsMax: 1,
  looks: 290,
  lastSeenDownAt: june8 - hour,
  confirmed: true,
  cause: null,
}
type LanguageName = 'en' | 'fr' | 'ar'
const locale = (language: LanguageName) => localeOf(language, 'Africa/Casablanca')
const names = { en: 'Member area', fr: 'Espace assuré', ar: 'فضاء المؤمَّنين' }
const say = (language: LanguageName, outage: Outage, verb: Verb = 'indicate') =>
  plain(outageSentence(locale(language), { name: names[language], outage, verb }), locale(language).dir).replace(/[\u00a0\u202f]/g, ' ')

const short = (language: LanguageName) =>
  plain(shortSentence(locale(language), { name: 'X', outage: long, verb: 'indicate' }), 'ltr').replaceAll('\u00a0', ' ')

describe('the sentence of an outage', () => {
  it('puts each bound beside its end, in English', () => {
    expect(say('en', long)).toBe(
      'Measurements indicate that the service “Member area” was unavailable for at least 12 days 4 hours (at most 12 days 6 hours): last seen working on 27 May 2025 at 08:00, first failure seen at 09:00; last failure seen on 8 June 2025 at 13:00, working again at 14:00 (Morocco time, UTC+01:00).',
    )
  })

  it('does so in French', () => {
    expect(say('fr', long)).toBe(
      'Les mesures indiquent que le service « Espace assuré » a été indisponible pendant au moins 12 jours et 4 heures (au plus 12 jours et 6 heures) : vu en service pour la dernière fois le 27 mai 2025 à 8 h 00, premier échec constaté à 9 h 00 ; dernier échec constaté le 8 juin 2025 à 13 h 00, de nouveau en service à 14 h 00 (heure du Maroc, UTC+01:00).',
    )
  })

  it('does so in Arabic, with identifiers and times isolated', () => {
    expect(say('ar', long)).toBe(
      'تشير القياسات إلى أن خدمة «\u2068فضاء المؤمَّنين\u2069» كانت متوقفة لمدة لا تقل عن 12 يوما و4 ساعات (ولا تزيد عن 12 يوما و6 ساعات): شوهدت في الخدمة آخر مرة يوم 27 ماي 2025 على الساعة \u206808:00\u2069، وسُجِّل أول إخفاق على الساعة \u206809:00\u2069؛ وسُجِّل آخر إخفاق يوم 8 يونيو 2025 على الساعة \u206813:00\u2069، وعادت إلى الخدمة على الساعة \u206814:00\u2069 (بتوقيت المغرب، \u2068UTC+01:00\u2069).',
    )
  })

  it('does not break French punctuation or numbers from their words', () => {
    const text = plain(outageSentence(locale('fr'), { name: 'X', outage: long, verb: 'indicate' }), 'ltr')
    expect(text).not.toMatch(/ [:;!?%»]|« |\d (h|jours|heures)\b/)
  })

  it('says the first clause alone in its short form', () => {
    expect(short('en')).toBe('Measurements indicate that the service “X” was unavailable for at least 12 days 4 hours.')
    expect(short('fr')).toBe('Les mesures indiquent que le service « X » a été indisponible pendant au moins 12 jours et 4 heures.')
  })

  it('ends an ongoing one with its last failed look, never with now', () => {
    const ongoing = { ...long, recovery: null, ongoing: true, maxMs: null }
    expect(say('en', ongoing)).toBe(
      'Measurements indicate that the service “Member area” has been unavailable for at least 12 days 4 hours: last seen working on 27 May 2025 at 08:00, first failure seen at 09:00; it has not been seen working since, and the last failed look was on 8 June 2025 at 13:00 (Morocco time, UTC+01:00).',
    )
    expect(say('fr', ongoing)).toContain('a été indisponible pendant au moins 12 jours et 4 heures : vu')
  })

  it('knows no upper bound where it was already down when monitoring began', () => {
    const censored = { ...long, onset: { after: null, by: may27 + hour }, maxMs: null }
    expect(say('en', censored)).toBe(
      'Measurements indicate that the service “Member area” was unavailable for at least 12 days 4 hours (no upper bound: it was already down when monitoring began): first failure seen on 27 May 2025 at 09:00; last failure seen on 8 June 2025 at 13:00, working again at 14:00 (Morocco time, UTC+01:00).',
    )
  })

  it('calls a duration without a certain part not measurable, and a short one less than a second', () => {
    const brief = {
      ...long,
      recovery: { after: may27 + hour, by: may27 + hour + minute },
      onset: { after: may27 + hour - minute, by: may27 + hour },
    }
    expect(say('en', { ...brief, minMs: 0, maxMs: 2 * minute })).toContain(
      'for a duration that cannot be measured (less than one interval, at most 2 minutes): last seen',
    )
    expect(say('en', { ...brief, minMs: 900, maxMs: 3 * minute })).toContain(
      'for less than a second that is certain (at most 3 minutes): last seen',
    )
    expect(say('fr', { ...brief, minMs: 900, maxMs: 3 * minute })).toContain(
      'pendant une durée certaine de moins d’une seconde (au plus 3 minutes) :',
    )
  })

  it('shows seconds where minutes would hide the bounds', () => {
    const fast = {
      ...long,
      onset: { after: may27, by: may27 + 5_000 },
      recovery: { after: may27 + 70_000, by: may27 + 75_000 },
      minMs: 65_000,
      maxMs: 75_000,
    }
    expect(say('en', fast)).toContain(
      'last seen working on 27 May 2025 at 08:00:00, first failure seen at 08:00:05; last failure seen at 08:01:10, working again at 08:01:15',
    )
  })

  it('gives each time its own offset when the clocks changed in between', () => {
    // Morocco went from UTC+01:00 to UTC+00:00 on 20 September 2026.
    const september = Date.UTC(2026, 8, 19, 10)
    const across = {
      ...long,
      onset: { after: september, by: september + hour },
      recovery: { after: september + 48 * hour, by: september + 49 * hour },
      lastSeenDownAt: september + 48 * hour,
    }
    expect(say('en', across)).toContain(
      'on 19 September 2026 at 11:00 (UTC+01:00), first failure seen at 12:00 (UTC+01:00); last failure seen on 21 September 2026 at 10:00 (UTC+00:00), working again at 11:00 (UTC+00:00) (Morocco time).',
    )
  })

  it('concludes nothing from an unconfirmed failure', () => {
    expect(say('en', { ...long, confirmed: false, minMs: 0, maxMs: 2 * minute }, 'noConclusion')).toContain(
      'Measurements do not allow the conclusion that the service “Member area” was unavailable (at most 2 minutes): last seen',
    )
  })

  it('shows, rather than indicates, only when told so', () => {
    expect(say('fr', long, 'show')).toContain('Les mesures montrent que')
  })
})
