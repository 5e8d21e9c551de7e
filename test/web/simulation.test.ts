import { describe, expect, it } from 'vitest'
import { configOf, monitorOf, serviceOf, testSite } from './site.ts'

const real = configOf([serviceOf('a', [monitorOf('a-www')])])
const simulated = { ...real, site: { ...real.site, simulation: true } as const }
const paths = ['/', '/services/a', '/monitors/a-www', '/announcements', '/method', '/data', '/about', '/board', '/nothing', '/api/v1/docs']

describe('a simulation', () => {
  it.each([
    ['fr', 'Services inventés'],
    ['ar', 'محاكاة'],
    ['en', 'Invented services'],
  ])('says so on every page in %s, and asks search engines to stay away', async (language, words) => {
    await using site = await testSite(simulated)
    for (const path of paths) {
      const response = await site.get(path, { 'Accept-Language': language, Accept: 'text/html' })
      const page = await response.text()
      expect(page, path).toContain(`<b lang="en" dir="ltr">SIMULATION</b> ${words}`)
      expect(page, path).toContain('<meta name="robots" content="noindex, nofollow">')
      expect(response.headers.get('X-Robots-Tag'), path).toBe('noindex, nofollow')
    }
    expect((await site.json('/api/v1/openapi.json')).info.title).toBe('SIMULATION — Vigie')
  })

  it('is what no other site is taken for', async () => {
    await using site = await testSite(real)
    for (const path of paths) {
      const response = await site.get(path, { Accept: 'text/html' })
      expect(await response.text(), path).not.toMatch(/SIMULATION|class="simulation"|name="robots"/)
      expect(response.headers.get('X-Robots-Tag'), path).toBeNull()
    }
    expect((await site.json('/api/v1/openapi.json')).info.title).toBe('Vigie')
  })
})
