import { describe, expect, it } from 'vitest'
import { counts } from '../../src/i18n/counts.ts'
import { languages, localeOf } from '../../src/i18n/index.ts'

describe('a count', () => {
  it.each(languages)('is written as CLDR writes it, in %s', (language) => {
    const { tag, t } = localeOf(language, 'UTC')
    const intl = new Intl.NumberFormat(tag)
    for (const count of [0, 7, 99, 999, 1_000, 1_024, 10_000, 379_412, 1_000_000, 2_147_483_647]) {
      expect(counts[language](count)).toBe(intl.format(count))
      expect(t.number.count(count)).toBe(intl.format(count))
    }
  })

  it('stands before its noun with its thousands apart', () => {
    expect(localeOf('en', 'UTC').t.outage.skipped(2_230)).toContain('2,230 looks')
    expect(localeOf('fr', 'UTC').t.outage.skipped(2_230)).toContain('2\u202f230\u00a0regards')
    expect(localeOf('ar', 'UTC').t.outage.skipped(2_230)).toContain('2.230 معاينة')
  })
})
