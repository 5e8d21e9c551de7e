import { describe, expect, it } from 'vitest'
import { columnWords } from '../../src/i18n/column-words.ts'
import { liveWords } from '../../src/i18n/live-words.ts'
import { methodWords } from '../../src/i18n/method-words.ts'
import { siteWords } from '../../src/i18n/site-words.ts'
import { tables } from '../../src/web/data/tables.ts'

const words = (language: 'en' | 'fr' | 'ar') => ({
  live: liveWords[language],
  method: methodWords[language],
  site: siteWords[language],
  columns: language === 'en' ? {} : columnWords[language],
})
const counts = [0, 1, 2, 3, 11, 100]

/** Every sentence with its path: those that take something once for each of some numbers. */
function sentences(node: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof node === 'string') return [[path, node]]
  if (typeof node === 'function') return counts.map((count) => [`${path}(${count})`, said(node(count, count))] as const)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => sentences(value, `${path}.${key}`))
}

function said(value: unknown): string {
  if (!Array.isArray(value)) return String(value)
  return value.map((part) => (typeof part === 'object' && part !== null && 'text' in part ? String(part.text) : String(part))).join('')
}

describe('the words of the pages', () => {
  it('are complete: nothing empty, nothing undefined, in each language', () => {
    const [first, ...others] = (['en', 'fr', 'ar'] as const).map((language) =>
      sentences({ ...words(language), columns: {} }).map(([path]) => path),
    )
    for (const other of others) expect(other).toEqual(first)
    for (const language of ['en', 'fr', 'ar'] as const)
      for (const [path, text] of sentences(words(language)))
        expect(text, `${language}${path}`).toMatch(/^(?!.*(undefined|NaN|\[object)).*\S/)
  })

  it('keep French punctuation with its word', () => {
    const broken = sentences(words('fr')).filter(([, text]) => / [:;!?%»]/.test(text) || /« /.test(text) || /'/.test(text))
    expect(broken).toEqual([])
  })

  it('are Arabic in Arabic, with Western digits, and names in it keep their direction', () => {
    const technical = new Set(['CSV', 'JSON'])
    for (const [path, text] of sentences(words('ar'))) {
      expect(text, path).not.toMatch(/[\u0660-\u0669]/)
      if (technical.has(text)) continue
      const outside = text.replace(/\u2068[^\u2069]*\u2069/g, '').replaceAll('Vigie', '')
      if (/\p{L}/u.test(outside)) expect(text, path).toMatch(/[\u0600-\u06ff]/)
      expect(outside, path).not.toMatch(/[a-z]/i)
    }
  })

  it('count as people do', () => {
    const { fr, ar, en } = methodWords
    expect([0, 1, 2].map((count) => fr.added(count).replaceAll('\u00a0', ' '))).toEqual([
      '0 moniteur ajouté',
      '1 moniteur ajouté',
      '2 moniteurs ajoutés',
    ])
    expect([1, 2, 3, 11].map((count) => ar.renamed(count))).toEqual([
      'أُعيدت تسمية نقطة رصد واحدة',
      'أُعيدت تسمية نقطتي رصد',
      'أُعيدت تسمية 3 نقاط رصد',
      'أُعيدت تسمية 11 نقطة رصد',
    ])
    // After a preposition the dual is genitive, elsewhere it is not.
    expect(ar.hereText(2, 2)).toContain('نقطتا رصد من أجل خدمتين.')
    expect(ar.controlsText(2, 3)).toContain('ما لا يقل عن نقطتي مراقبة')
    expect([1, 2].map((count) => en.added(count))).toEqual(['1 monitor added', '2 monitors added'])
    expect(liveWords.fr.find.shown(1, 4).replaceAll('\u00a0', ' ')).toBe('1 service affiché sur 4')
    expect(siteWords.ar.about.oftenText(2, 2)).toContain('نقطتا رصد، وما لا يزيد عن معاينتين في اليوم')
  })

  it('explain every column of every table in every language', () => {
    for (const language of ['fr', 'ar'] as const) {
      const explained = Object.values(tables).map(({ name }) => [name, Object.keys(columnWords[language][name]?.columns ?? {}).toSorted()])
      expect(explained).toEqual(Object.values(tables).map(({ name, columns }) => [name, columns.map((column) => column.name).toSorted()]))
    }
  })
})
