import { describe, expect, it } from 'vitest'
import { encodingFor, preferences, weightOf } from '../../src/web/accept.ts'
import { chooseLanguage } from '../../src/web/language.ts'

describe('Accept headers', () => {
  it('sort by weight, keep the order of equals, leave out what is malformed', () => {
    expect(preferences('fr-MA, en;q=0.3, ar;q=0.8, de;q=x, ;q=1').map(({ value }) => value)).toEqual(['fr-ma', 'ar', 'en'])
  })

  it.each([
    { header: undefined, type: 'application/json', weight: 1 },
    { header: '*/*', type: 'application/json', weight: 1 },
    { header: 'text/html, */*;q=0.1', type: 'application/json', weight: 0.1 },
    { header: 'application/*;q=0.5, application/json;q=0', type: 'application/json', weight: 0 },
    { header: 'text/html', type: 'application/json', weight: 0 },
  ])('gives $type the weight $weight for "$header"', ({ header, type, weight }) => {
    expect(weightOf(header, type)).toBe(weight)
  })

  it.each([
    { header: 'gzip, deflate, br, zstd', coding: 'br' },
    { header: 'gzip', coding: 'gzip' },
    { header: 'gzip;q=1, br;q=0.5', coding: 'gzip' },
    { header: 'zstd', coding: 'zstd' },
    { header: 'br;q=0, *', coding: 'zstd' },
    { header: 'identity', coding: null },
    { header: undefined, coding: null },
  ])('codes with $coding for "$header"', ({ header, coding }) => {
    expect(encodingFor(header)).toBe(coding)
  })
})

describe('the language of a page', () => {
  const none = { query: undefined, cookie: undefined, acceptLanguage: undefined }
  it.each([
    { name: 'the site’s first without any wish', wish: none, language: 'fr' },
    { name: 'the header', wish: { ...none, acceptLanguage: 'de, ar-MA;q=0.8, en;q=0.5' }, language: 'ar' },
    { name: 'the cookie before the header', wish: { ...none, cookie: 'en', acceptLanguage: 'ar' }, language: 'en' },
    { name: 'the query before the cookie', wish: { ...none, query: 'ar', cookie: 'en' }, language: 'ar' },
    { name: 'nothing unknown', wish: { ...none, query: 'xx"><script>', cookie: 'de' }, language: 'fr' },
    { name: 'nothing that is refused', wish: { ...none, acceptLanguage: 'en;q=0, ar;q=0.1' }, language: 'ar' },
  ])('is $name', ({ wish, language }) => {
    expect(chooseLanguage(wish, ['fr', 'ar', 'en'])).toBe(language)
  })

  it('is one that the site offers', () => {
    expect(chooseLanguage({ ...none, query: 'ar' }, ['en'])).toBe('en')
  })
})
