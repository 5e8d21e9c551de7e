import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../src/core/canonical.ts'
import { compareWithTemplate } from '../../../src/core/notice/compare.ts'
import { fingerprintDistance } from '../../../src/core/notice/fingerprint.ts'
import { acceptPage, follow, followLook } from '../../../src/core/notice/follow.ts'
import { readPage } from '../../../src/core/notice/page.ts'
import { tallyOf } from '../../../src/core/notice/tally.ts'
import { type HealthyTemplate, isIntact, learnTemplate } from '../../../src/core/notice/template.ts'
import { type Traits, traitsOf } from '../../../src/core/notice/traits.ts'
import { foldText } from '../../../src/core/text-fold.ts'
import { portalOf, seeded } from '../../support/portal.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const traits = (html: string, url = 'https://www.a.example/x') => traitsOf(readPage(html), url)
const times = <T>(count: number, make: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => make(index))

function learned(looks: readonly Traits[]): HealthyTemplate {
  const template = learnTemplate(tallyOf(looks), hash)
  if (template === null) throw new Error('too few looks')
  return template
}

const entries = 'Accueil Démarches Remboursements Agences Pharmacies Médecins Presse Recrutement Contact Aide'.split(' ')
const menu = entries.map((entry) => `<li><a href="/">${entry}</a></li>`).join('')
const site = (main: string, title = 'Caisse nationale') => `<title>${title}</title><header><ul>${menu}</ul></header>${main}`
const form = '<form><input name="user"><input type="password" name="pass"></form>'
const text = (length: number, letter = 'x') => `<p>${`${letter}bc `.repeat(length / 4)}</p>`

describe('a healthy template', () => {
  const looks = times(20, (index) => traits(site(`${form}<h2>Nouvelle ${index} du jour</h2><h2>Services</h2>${text(400 + index * 4)}`)))
  const template = learned(looks)

  it('is what is always there', () => {
    expect(template).toMatchObject({
      version: 1,
      looks: 20,
      hosts: ['a.example'],
      titleWords: ['caisse', 'nationale'],
      fields: ['text:user', 'password:pass'],
      follows: null,
    })
    expect(template.landmarks).toEqual([...entries.map((entry) => foldText(entry)), 'nouvelle # du jour', 'services'])
    expect(template.length.max - template.length.min).toBe(76 + 1)
  })

  it('needs twenty looks', () => {
    expect(learnTemplate(tallyOf(looks.slice(1)), hash)).toBeNull()
  })

  it('is frozen by the hash of its canonical JSON', () => {
    const { hash: told, ...content } = template
    expect(told).toBe(hash(canonicalJson(content)))
    expect([isIntact(template, hash), isIntact({ ...template, looks: 21 }, hash)]).toEqual([true, false])
  })

  it('lets one look in twenty be odd', () => {
    const odd = learned([...looks.slice(1), traits('<p>half of it')])
    expect(odd.landmarks).toEqual(template.landmarks)
  })

  it.each<[string, string, string | undefined, readonly string[]]>([
    ['the same page', site(`${form}<h2>Services</h2>${text(420)}`), undefined, []],
    ['another host', site(`${form}<h2>Services</h2>${text(420)}`), 'https://b.example/', ['host']],
    ['a page that lost its text', '<p>Bientôt</p>', undefined, ['length', 'fields', 'landmarks', 'title', 'words']],
    ['the frame without the forms', site(`<h2>Services</h2>${text(420)}`), undefined, ['fields']],
    ['a page of another kind', `<title>Tout autre</title>${form}${text(500, 'y')}`, undefined, ['landmarks', 'title', 'words']],
    ['a much longer page', site(`${form}<h2>Services</h2>${text(4000)}`), undefined, ['length']],
  ])('tells %s', (_name, html, url, differences) => {
    const compared = compareWithTemplate(template, traits(html, url))
    expect(compared.differences.map(({ what }) => what)).toEqual(differences)
    expect(compared.healthy).toBe(differences.length === 0)
  })

  it('says what is missing', () => {
    const { differences } = compareWithTemplate(template, traits('<p>Bientôt</p>'))
    expect(differences.find(({ what }) => what === 'title')?.detail).toBe('0 of 2 are there; missing: "caisse", "nationale"')
  })
})

describe('ordinary change', () => {
  // npm run bench:changes makes ten thousand.
  it('of 30 made-up sites never makes another page of the healthy one', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const portal = portalOf(seed)
      const random = seeded(seed * 7919)
      const look = () => traits(portal.look(random), portal.url)
      const template = learned(times(20, look))
      const strangers = times(40, look).filter((page) => !compareWithTemplate(template, page).healthy)
      expect([seed, strangers.length]).toEqual([seed, 0])
    }
  })
})

const page = (words: string, length = 1_000) =>
  traits(
    site(
      `<ul>${words
        .split(' ')
        .map((word) => `<li><a href="/">${word}</a></li>`)
        .join('')}</ul>${text(length)}`,
    ),
  )

const all = (words: string, length?: number) => times(20, () => page(words, length))

describe('following', () => {
  const first = learned(all('un deux trois quatre cinq six'))
  const after = (looks: readonly Traits[]) => looks.reduce((state, look) => followLook(state, look, hash), follow(first)).template

  it('takes a slow change, by a bounded step, and names the template before', () => {
    const next = after(all('un deux trois quatre cinq sept', 1_600))
    expect(next.follows).toBe(first.hash)
    expect(next.landmarks).toContain('sept')
    expect(next.landmarks).not.toContain('six')
    expect(next.length.max).toBeLessThanOrEqual(first.length.max * 1.1 + 2)
    expect(isIntact(next, hash)).toBe(true)
  })

  it('stays the same template while nothing but news changes, however long', () => {
    const looks = times(200, (index) => page('un deux trois quatre cinq six', 1_000 + (index % 5) * 4))
    expect(after(looks)).toBe(first)
    expect(after(times(200, (index) => page('un deux trois quatre cinq six', 1_000 + index * 4))).follows).not.toBeNull()
  })

  it('waits for twenty looks', () => {
    expect(after(all('un deux trois quatre cinq sept').slice(1))).toBe(first)
  })

  it('never takes a jump, however often it is seen', () => {
    expect(after(times(100, () => traits('<title>Autre</title><p>Tout autre chose</p>')))).toBe(first)
  })

  it('comes, step by step, to a page that the first template does not know', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'
    const words = (from: number) =>
      times(20, (index) => `mot${letters.charAt((from + index) % 26)}${letters.charAt(Math.floor((from + index) / 26))}`).join(' ')
    let state = follow(learned(all(words(0))))
    for (let from = 1; from <= 30; from++) state = all(words(from)).reduce((before, look) => followLook(before, look, hash), state)
    expect(compareWithTemplate(state.template, page(words(30))).healthy).toBe(true)
    expect(state.template.landmarks).toContain('moteb')
  })

  it('a person can put another page in its place', () => {
    const other = traits('<title>Autre</title><h1>Nouveau portail</h1><p>Tout autre chose</p>')
    const accepted = acceptPage(first, other, hash)
    expect(accepted).toMatchObject({ follows: first.hash, looks: 1, landmarks: ['nouveau portail', 'tout autre chose'] })
    expect([compareWithTemplate(first, other).healthy, accepted !== null && compareWithTemplate(accepted, other).healthy]).toEqual([
      false,
      true,
    ])
  })
})

const of = (html: string) => traits(html).fingerprint
const newsLook = (news: string, price: string) =>
  of(site(`<p>${price} €, 12:30:01</p><a href="/n">${news} de la commune et des environs</a>${text(400)}`))

describe('a fingerprint', () => {
  it('is short', () => {
    expect(of(site(text(4000)))).toMatch(/^1-12-0-[0-9a-f]{16}$/)
    expect(of(`${'<input name=a>'.repeat(300)}${text(1_000_000)}`).length).toBeLessThanOrEqual(25)
  })

  it('stays the same when news, dates and prices change', () => {
    expect(newsLook('Grande fête', '12.50')).toBe(newsLook('Nouvelle piscine', '9.99'))
  })

  it('is near for a page with one entry more, far for another page', () => {
    const before = of(site(text(400)))
    const more = of(site(`<nav>contact</nav>${text(400)}`))
    const other = of('<title>Service indisponible</title><h1>Erreur</h1><p>Le serveur est en maintenance, merci de revenir plus tard</p>')
    expect(fingerprintDistance(before, more)).toBeLessThan(16)
    expect(fingerprintDistance(before, other)).toBeGreaterThan(16)
  })

  it('of another format is not compared', () => {
    expect([fingerprintDistance('2-abc', of('')), fingerprintDistance(of(''), of(''))]).toEqual([null, 0])
  })
})
