import { describe, expect, it } from 'vitest'
import { elementsOf, textOf } from './markup.ts'
import { configOf, looksOf, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf([
  serviceOf('zoo', [monitorOf('zoo-www')], {
    name: { en: 'Élections', fr: 'Élections', ar: 'الانتخابات' },
    organisation: { fr: 'Ville', en: 'City' },
  }),
  serviceOf('tax', [monitorOf('tax-www')], { name: { en: 'Taxes', fr: 'Impôts', ar: 'الضرائب' }, organisation: { fr: 'Trésor' } }),
  serviceOf('port', [monitorOf('port-www')], {
    name: { en: 'Harbour', fr: 'Port', ar: 'الميناء' },
    organisation: { fr: 'Ville', en: 'City' },
  }),
  serviceOf('new', [monitorOf('new-www')], { name: { en: 'New', fr: 'Nouveau', ar: 'جديد' }, organisation: { fr: 'Trésor' } }),
])
const looks = [
  ...looksOf('zoo-www', 'u'.repeat(60), now),
  ...looksOf('tax-www', `${'u'.repeat(50)}${'d'.repeat(10)}`, now),
  ...looksOf('port-www', `${'u'.repeat(50)}ddddduuuuu`, now),
]
const english = { 'Accept-Language': 'en', Accept: 'text/html' }
/** Ids of the services as the page lists them. */
const rowsOf = (page: string) =>
  elementsOf(page).flatMap(({ attributes }) => (attributes['class'] === 'row' ? [(attributes['id'] ?? '').slice(2)] : []))
const groupsOf = (page: string) => elementsOf(page).filter(({ attributes }) => attributes['class'] === 'grp').length

describe('the services of the first page', () => {
  it.each([
    { query: '', rows: ['zoo', 'port', 'tax', 'new'], groups: 2 },
    { query: '?q=&sort=&group=', rows: ['zoo', 'port', 'tax', 'new'], groups: 2 },
    { query: '?group=none', rows: ['zoo', 'tax', 'port', 'new'], groups: 0 },
    { query: '?group=none&sort=name', rows: ['zoo', 'port', 'new', 'tax'], groups: 0 },
    { query: '?group=none&sort=state', rows: ['tax', 'new', 'zoo', 'port'], groups: 0 },
    { query: '?group=none&sort=availability', rows: ['tax', 'port', 'zoo', 'new'], groups: 0 },
    { query: '?sort=state', rows: ['zoo', 'port', 'tax', 'new'], groups: 2 },
    { query: '?q=elections', rows: ['zoo'], groups: 1 },
    { query: '?q=CITY+harb', rows: ['port'], groups: 1 },
    { query: '?q=down', rows: ['tax'], groups: 1 },
    { query: '?q=zoo.example', rows: [], groups: 0 },
    { query: '?q=zoo-www', rows: ['zoo'], groups: 1 },
  ])('are chosen by the address alone: $query', async ({ query, rows, groups }) => {
    await using site = await testSite(config, looks)
    const page = await (await site.get(`/${query}`, english)).text()
    expect(rowsOf(page)).toEqual(rows)
    expect(groupsOf(page)).toBe(groups)
    // What is out is never filtered away.
    expect(textOf(page)).toContain('1 of 4 services is out.')
  })

  it('are found in the language of the page, whatever the accents', async () => {
    await using site = await testSite(config, looks)
    expect(rowsOf(await (await site.get('/?q=impots', { 'Accept-Language': 'fr' })).text())).toEqual(['tax'])
    expect(rowsOf(await (await site.get(`/?q=${encodeURIComponent('الإنتخابات')}`, { 'Accept-Language': 'ar' })).text())).toEqual(['zoo'])
  })

  it('say how many they are, and that none is there, in each language', async () => {
    await using site = await testSite(config, looks)
    const said = async (query: string, language: string) => textOf(await (await site.get(query, { 'Accept-Language': language })).text())
    expect(await said('/?q=city', 'en')).toContain('2 of 4 services shown Show all services')
    expect(await said('/?q=ville', 'fr')).toContain('2 services affichés sur 4')
    expect(await said('/?q=ville', 'ar')).toContain('المعروض: خدمتان من أصل 4')
    expect(await said('/?q=xyz', 'fr')).toContain('Aucun service ne correspond à « xyz ».')
    expect(await said('/', 'en')).not.toContain('services shown')
  })

  it('keep what was chosen in the form, and let nothing out of it', async () => {
    await using site = await testSite(config, looks)
    const hostile = '"><script>alert(1)</script>'
    const page = await (await site.get(`/?sort=name&q=${encodeURIComponent(hostile)}`, english)).text()
    const elements = elementsOf(page)
    const french = elements.find(({ name, attributes }) => name === 'a' && attributes['hreflang'] === 'fr')
    expect(french?.attributes['href']).toBe(`/?q=${new URLSearchParams([['', hostile]]).toString().slice(1)}&amp;sort=name&amp;lang=fr`)
    const field = elements.find(({ attributes }) => attributes['name'] === 'q')
    expect(field?.attributes['value']).toBe('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain('<option value="name" selected>')
    const names = elements.filter(({ name }) => name === 'input' || name === 'select').map(({ attributes }) => attributes['id'])
    const labels = elements.filter(({ name }) => name === 'label').map(({ attributes }) => attributes['for'])
    expect(labels).toEqual(names)
  })

  it.each(['/?sort=speed', '/?group=colour', `/?q=${'x'.repeat(101)}`])('are not guessed at: %s is 400', async (path) => {
    await using site = await testSite(config, looks)
    const page = await site.get(path, { 'Accept-Language': 'fr', Accept: 'text/html' })
    expect(page.status).toBe(400)
    expect(await page.text()).toContain('lang="fr"')
    const told = await site.json(path, { Accept: 'application/json' })
    expect(told.detail).toMatch(/^(sort takes one of given, name, state, availability|group takes one of|q may have 100)/)
  })
})
