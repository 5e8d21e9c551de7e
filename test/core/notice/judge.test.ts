import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { classify } from '../../../src/core/classify.ts'
import { plainExpectation } from '../../../src/core/expectation.ts'
import type { Expectation } from '../../../src/core/monitor.ts'
import { judgePage, type PageJudgement } from '../../../src/core/notice/judge.ts'
import { readPage } from '../../../src/core/notice/page.ts'
import { tallyOf } from '../../../src/core/notice/tally.ts'
import { learnTemplate } from '../../../src/core/notice/template.ts'
import { traitsOf } from '../../../src/core/notice/traits.ts'
import { type HttpReading, unseenReading } from '../../../src/core/reading.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const menu =
  '<nav><a>Accueil</a><br><a>Dossiers</a><br><a>Remboursements</a><br><a>Contact</a><br><a>Agences</a><br><a>Aide</a><br><a>Presse</a><br><a>Offres</a></nav>'
const prose = 'Suivez vos remboursements et vos dossiers en ligne, à toute heure. '.repeat(4)
const healthyPage = `<title>Caisse nationale</title>${menu}<p>${prose}</p>`
const template = learnTemplate(tallyOf(Array.from({ length: 20 }, () => traitsOf(readPage(healthyPage), 'https://a.example/'))), hash)

interface Look {
  readonly html: string
  readonly templated?: boolean
  readonly status?: number
  readonly headers?: HttpReading['headers']
  readonly expect?: Partial<Expectation>
}

function judge({ html, templated = false, status = 200, headers = [], expect = {} }: Look): PageJudgement {
  const http = {
    status,
    headers: [['content-type', 'text/html'], ...headers] as const,
    finalUrl: 'https://a.example/',
    body: new TextEncoder().encode(html),
    bodyTruncated: false,
  }
  const expectation = { ...plainExpectation('http'), ...expect }
  const judgement = classify({ ...unseenReading, http }, expectation, 0)
  return judgePage({ http, requestedUrl: 'https://a.example/', expect: expectation, judgement, template: templated ? template : null })
}

const notice = '<title>Caisse nationale</title><h1>Service suspendu</h1><p>Nos services en ligne sont suspendus.</p>'
const weak = '<p>La rubrique est fermée actuellement.</p>'
const banner = `<title>Caisse nationale</title><h1>Service suspendu</h1>${menu}<p>${prose}</p>`
const other = '<title>Un jardin</title><p>Des roses et des tulipes.</p>'
const login = '<title>Connexion</title><form><input name="u"><input type="password" name="p"><button>Entrer</button></form>'
const captcha = '<title>Just a check</title><p>Verify you are human by completing the action below.</p>'

/** Outcome and code, ? for suspect. */
const told = ({ outcome, failure, suspect }: PageJudgement) =>
  `${outcome}${failure === null ? '' : ` ${failure.code}`}${suspect ? '?' : ''}`

describe('the judgement of a page', () => {
  it.each<[string, Look, string]>([
    ['a notice that is not the healthy page', { html: notice, templated: true }, 'down content_notice'],
    ['the healthy page', { html: healthyPage, templated: true }, 'up'],
    ['a notice on the healthy page', { html: banner, templated: true }, 'up?'],
    ['another page that says nothing', { html: other, templated: true }, 'up?'],
    ['a notice, no template', { html: notice }, 'down content_notice'],
    ['a weak notice, no template: stricter', { html: weak }, 'up?'],
    ['a weak notice that is not the healthy page', { html: weak, templated: true }, 'down content_notice'],
    ['an ordinary page, no template', { html: other }, 'up'],
    ['a required text that is there decides', { html: notice, expect: { contains: ['caisse nationale'] } }, 'up?'],
    ['also with a template', { html: notice, templated: true, expect: { contains: ['caisse nationale'] } }, 'up?'],
    [
      'a required text that is missing decides',
      { html: healthyPage, templated: true, expect: { contains: ['piscine'] } },
      'down content_missing',
    ],
    [
      'a forbidden text that is there decides',
      { html: healthyPage, templated: true, expect: { excludes: ['remboursements'] } },
      'down content_forbidden',
    ],
    ['a forbidden text that is not there says nothing', { html: notice, expect: { excludes: ['piscine'] } }, 'down content_notice'],
    ['an error status is told as such', { html: notice, status: 503 }, 'down http_status'],
    ['a bot check', { html: captcha }, 'unknown blocked_waf'],
    ['a firewall by its header', { html: notice, headers: [['cf-mitigated', 'challenge']] }, 'unknown blocked_waf'],
    ['a refusal of our country', { html: '<p>Ce service n’est pas accessible depuis votre pays.</p>' }, 'unknown blocked_geo'],
    ['a rate limit', { html: '<h1>Trop de requêtes</h1>' }, 'unknown blocked_rate_limit'],
    ['a form to sign in, no template', { html: login }, 'up'],
    ['a form to sign in where the healthy page has none', { html: login, templated: true }, 'unknown blocked_login'],
  ])('%s', (_name, look, expected) => {
    expect(told(judge(look))).toBe(expected)
  })

  it('of what is no text stays as it was', () => {
    const http = {
      status: 200,
      headers: [['Content-Type', 'application/json']] as const,
      finalUrl: '',
      body: new TextEncoder().encode(notice),
      bodyTruncated: false,
    }
    const judgement = classify({ ...unseenReading, http }, plainExpectation('http'), 0)
    expect(judgePage({ http, requestedUrl: null, expect: plainExpectation('http'), judgement, template })).toMatchObject({
      outcome: 'up',
      suspect: false,
      notice: null,
    })
  })

  it('keeps the passage in its language and direction, and every reason', () => {
    const { passage, reasons } = judge({ html: notice, templated: true })
    expect(passage).toEqual({ text: 'Nos services en ligne sont suspendus.', language: 'fr', direction: 'ltr' })
    expect(reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['notice_statement', 'template_other', 'differs_length', 'differs_landmarks']),
    )
    expect(judge({ html: '<p>الموقع تحت الصيانة حاليا</p>' }).passage).toMatchObject({ language: 'ar', direction: 'rtl' })
  })

  it('says that no template was there, and quotes the notice of an error page too', () => {
    expect(judge({ html: notice }).reasons.at(-1)?.code).toBe('no_template')
    const { passage, reasons } = judge({ html: notice, status: 503 })
    expect([passage?.language, ...reasons.slice(0, 2).map(({ code }) => code)]).toEqual(['fr', 'http_status', 'rule_broken'])
  })

  it('quotes nothing where somebody else answered', () => {
    expect(judge({ html: captcha }).passage).toBeNull()
  })
})
