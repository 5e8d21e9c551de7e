import { describe, expect, it } from 'vitest'
import { failureCodes } from '../../src/core/failure.ts'
import { ar } from '../../src/i18n/ar.ts'
import { en } from '../../src/i18n/en.ts'
import { failureMeaning, isFailureCode, phases } from '../../src/i18n/failures.ts'
import { fr } from '../../src/i18n/fr.ts'
import { languages, localeOf, monthNames, ownName } from '../../src/i18n/index.ts'

const casablanca = 'Africa/Casablanca'

/** Every text of a catalogue that takes nothing, with its path. */
function texts(node: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof node === 'string') return [[path, node]]
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => (key === 'kind' && value === 'strong' ? [] : texts(value, `${path}.${key}`)))
}
const keys = (node: unknown, path = ''): readonly string[] =>
  typeof node !== 'object' || node === null || Array.isArray(node)
    ? [path]
    : Object.entries(node).flatMap(([key, value]) => keys(value, `${path}.${key}`))

/** The verdict of the first page as plain text. */
const out = (language: 'fr' | 'ar' | 'en', count: number, total: number, how: 'wholly' | 'partly' | 'both' = 'wholly') => {
  const said = { fr, ar, en }[language].home.out(count, total, how)
  return said.map((part) => (typeof part === 'string' ? part : part.text)).join('')
}

describe('catalogues', () => {
  it('have the same keys in every language', () => {
    expect(keys(fr).toSorted()).toEqual(keys(en).toSorted())
    expect(keys(ar).toSorted()).toEqual(keys(en).toSorted())
  })

  it('leave nothing empty and nothing in the wrong script', () => {
    const technical = new Set(['API', 'TLS'])
    for (const [path, text] of [...texts(fr), ...texts(ar), ...texts(en)]) expect(text.trim(), path).not.toBe('')
    for (const [path, text] of texts(ar)) if (!technical.has(text) && /[a-z]/i.test(text)) expect(text, path).toMatch(/[\u0600-\u06ff]/)
  })

  it('keep French punctuation with its word', () => {
    const broken = texts(fr).filter(([, text]) => / [:;!?%»]/.test(text) || /« /.test(text))
    expect(broken).toEqual([])
  })

  it('write Arabic with Western digits, as Morocco does', () => {
    expect(texts(ar).filter(([, text]) => /[\u0660-\u0669]/.test(text))).toEqual([])
  })

  it('name every failure code and phase in every language', () => {
    for (const language of languages) {
      const said = Object.keys(failureCodes).map((code) => (isFailureCode(code) ? failureMeaning(language, code) : ''))
      expect(new Set(said).size).toBe(Object.keys(failureCodes).length)
      expect(Object.keys(phases[language])).toHaveLength(6)
    }
    expect(failureMeaning('en', 'tls_expired')).toBe('The certificate has expired.')
    expect(failureMeaning('fr', 'tls_expired')).toBe('Le certificat a expiré.')
  })

  it('name themselves in themselves', () => {
    expect(languages.map(ownName)).toEqual(['Français', 'العربية', 'English'])
  })

  it('count services as people do', () => {
    expect([1, 2].map((count) => out('en', count, 14))).toEqual(['1 of 14 services is out.', '2 of 14 services are out.'])
    expect([1, 2].map((count) => out('fr', count, 14))).toEqual(['1 service sur 14 est en panne.', '2 services sur 14 sont en panne.'])
    expect([1, 2, 3, 11].map((count) => out('ar', count, 14))).toEqual([
      'خدمة واحدة من أصل 14 خدمة متوقفة.',
      'خدمتان من أصل 14 خدمة متوقفتان.',
      '3 خدمات من أصل 14 خدمة متوقفة.',
      '11 خدمة من أصل 14 خدمة متوقفة.',
    ])
    expect((['fr', 'ar', 'en'] as const).map((language) => out(language, 2, 3, 'partly'))).toEqual([
      '2 services sur 3 sont partiellement en panne.',
      'خدمتان من أصل 3 خدمات متوقفتان جزئيا.',
      '2 of 3 services are partially out.',
    ])
    expect(out('en', 2, 3, 'both')).toBe('2 of 3 services are wholly or partially out.')
    expect(out('ar', 1, 2)).toBe('خدمة واحدة من أصل خدمتين متوقفة.')
    expect(en.home.counts({ up: 10, degraded: 1, unknown: 1, pending: 0 })).toBe(
      '10 are up, 1 is up but past a threshold and of 1 we cannot tell.',
    )
    expect(en.home.counts({ up: 0, degraded: 0, unknown: 0, pending: 0 })).toBe('')
  })
})

describe('local time', () => {
  const summer = Date.UTC(2025, 4, 27, 7, 5, 9)
  const autumn = Date.UTC(2026, 10, 23, 10, 42, 7)

  it('carries its offset, before and after Morocco left its clock shifts', () => {
    const locale = localeOf('en', casablanca)
    expect(locale.instant(summer)).toBe('27 May 2025, 08:05 (UTC+01:00)')
    expect(locale.instant(autumn, 'second')).toBe('23 November 2026, 10:42:07 (UTC+00:00)')
  })

  it('is written as each language writes it', () => {
    expect(localeOf('fr', casablanca).dateTime(summer, 'second').replaceAll('\u00a0', ' ')).toBe('27 mai 2025, 8 h 05 min 09 s')
    expect(
      localeOf('fr', casablanca)
        .date(Date.UTC(2025, 5, 1, 12))
        .replaceAll('\u00a0', ' '),
    ).toBe('1er juin 2025')
    expect(localeOf('ar', casablanca).dateTime(summer)).toBe('27 ماي 2025 على الساعة \u206808:05\u2069')
    expect(localeOf('ar', casablanca).month(autumn)).toBe('نونبر 2026')
  })

  it.each(languages)('names the months as Intl does: %s', (language) => {
    const format = new Intl.DateTimeFormat(localeOf(language, casablanca).tag, { month: 'long', timeZone: 'UTC' })
    expect(monthNames(language)).toEqual(Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2025, month, 15))))
  })

  it('uses the month names of Morocco in Arabic', () => {
    expect(monthNames('ar')).toEqual([
      'يناير',
      'فبراير',
      'مارس',
      'أبريل',
      'ماي',
      'يونيو',
      'يوليوز',
      'غشت',
      'شتنبر',
      'أكتوبر',
      'نونبر',
      'دجنبر',
    ])
  })

  it('names the zone, or gives its IANA name', () => {
    expect((['en', 'fr', 'ar'] as const).map((language) => localeOf(language, casablanca).zoneName())).toEqual([
      'Morocco time',
      'heure du Maroc',
      'بتوقيت المغرب',
    ])
    expect(localeOf('fr', 'Europe/Paris').zoneName()).toBe('Europe/Paris')
  })

  it('knows what one local day is', () => {
    const locale = localeOf('en', casablanca)
    expect(locale.sameDay(Date.UTC(2025, 4, 26, 23), Date.UTC(2025, 4, 27, 22))).toBe(true)
    expect(locale.sameDay(Date.UTC(2025, 4, 26, 22), Date.UTC(2025, 4, 26, 23))).toBe(false)
  })
})
