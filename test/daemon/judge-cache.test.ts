import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import { plainExpectation } from '../../src/core/expectation.ts'
import { judgePage, type PageLook } from '../../src/core/notice/judge.ts'
import { readPage } from '../../src/core/notice/page.ts'
import { addLook, emptyTally } from '../../src/core/notice/tally.ts'
import { freezeTemplate } from '../../src/core/notice/template.ts'
import { traitsOf } from '../../src/core/notice/traits.ts'
import { unseenReading } from '../../src/core/reading.ts'
import { createJudgeCache } from '../../src/daemon/judge-cache.ts'

const url = 'https://a.example/'
const menu = ['Accueil', 'Dossiers', 'Remboursements', 'Contact', 'Agences', 'Aide', 'Presse', 'Offres'].map((text) => `<li><a>${text}</a>`)
const healthy = `<title>Caisse</title>${menu.join('')}<p>Suivez vos remboursements et vos dossiers en ligne, à toute heure.</p>`
const pages = [
  healthy,
  '<title>Caisse</title><h1>Service suspendu</h1><p>Nos services en ligne sont suspendus.</p>',
  `${healthy}<h1>Service suspendu</h1><p>Nos services en ligne sont suspendus.</p>`,
  '<title>Connexion</title><form><input name="u"><input type="password" name="p"></form>',
  '<p>La rubrique est fermée actuellement.</p>',
  '<p>s3cret-token</p>',
  '',
]
const templates = [
  null,
  ...[pages[0], pages[4]].map((html) =>
    freezeTemplate(
      addLook(emptyTally, traitsOf(readPage(html ?? ''), url)),
      (text) => createHash('sha256').update(text).digest('hex'),
      null,
    ),
  ),
]

interface Drawn {
  readonly html: string
  readonly token: number
  readonly status?: number
  readonly finalUrl?: string
  readonly type?: string | null
  readonly retry?: boolean
  readonly truncated?: boolean
  readonly contains?: readonly string[]
  readonly template?: PageLook['template']
}

function lookOf(drawn: Drawn): PageLook {
  const { html, token, status = 200, finalUrl = url, type = 'text/html; charset=utf-8', retry = false, truncated = false } = drawn
  const headers = [...(type === null ? [] : [['Content-Type', type] as const]), ...(retry ? [['Retry-After', `${token}`] as const] : [])]
  const body = new TextEncoder().encode(`<!-- ${token} -->${html}`)
  const http = { status, headers, finalUrl, body, bodyTruncated: truncated }
  const expectation = { ...plainExpectation('http'), contains: drawn.contains ?? [] }
  const judgement = classify({ ...unseenReading, http }, expectation, 0)
  return { http, requestedUrl: url, expect: expectation, judgement, template: drawn.template ?? null }
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  html: fc.constantFrom(...pages),
  token: fc.nat({ max: 1 }),
  status: fc.constantFrom(200, 200, 200, 503, 403, 500),
  finalUrl: fc.constantFrom(url, url, 'https://b.example/maintenance'),
  type: fc.constantFrom(
    'text/html; charset=utf-8',
    'text/html; charset=utf-8',
    'text/html; charset=windows-1256',
    'text/plain',
    'image/png',
    null,
  ),
  retry: fc.boolean(),
  truncated: fc.boolean(),
  contains: fc.constantFrom([], [], ['Caisse'], ['Nulle part']),
  template: fc.constantFrom(...templates),
})
/** Mostly what the look before it was, with one thing changed or none. */
const sequences = fc
  .tuple(
    drawn,
    fc.array(fc.tuple(drawn, fc.constantFrom('same', 'token', 'html', 'status', 'finalUrl', 'type', 'retry', 'contains', 'template'))),
  )
  .map(([first, steps]) => {
    const looks = [first]
    for (const [other, changed] of steps) {
      const before = looks.at(-1) ?? first
      looks.push(changed === 'same' ? before : { ...before, [changed]: other[changed] })
    }
    return looks
  })

function masked(look: PageLook): PageLook {
  const body = Buffer.from(Buffer.from(look.http.body).toString('latin1').replaceAll('s3cret-token', '***'), 'latin1')
  return { ...look, http: { ...look.http, body } }
}

describe('judging a page again', () => {
  it('gives what judging it afresh would, whatever changes from look to look', () => {
    fc.assert(
      fc.property(sequences, (looks) => {
        const cached = createJudgeCache(masked)
        for (const look of looks.map(lookOf)) {
          expect(cached(look)).toEqual(judgePage(masked(look)))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('reads the same bytes once, and weighs once what reads the same', () => {
    let read = 0
    const cached = createJudgeCache((look) => {
      read += 1
      return look
    })
    const first = cached(lookOf({ html: healthy, token: 1 }))
    expect(cached(lookOf({ html: healthy, token: 1 }))).toBe(first)
    expect(read).toBe(1)
    expect(cached(lookOf({ html: healthy, token: 2 }))).toBe(first)
    expect(read).toBe(2)
    expect(cached(lookOf({ html: `${healthy}!`, token: 2 }))).not.toBe(first)
  })

  it('holds no page: of 100 kB each, 200 monitors keep less than 20 kB', () => {
    setFlagsFromString('--expose-gc')
    const gc: () => void = runInNewContext('gc')
    const judges = Array.from({ length: 200 }, () => createJudgeCache((look) => look))
    const html = `<title>search all of the pages of this site</title><a>search all of the pages of this site</a><!-- ${'x'.repeat(100_000)} -->`
    judges.forEach((judge, token) => judge(lookOf({ html, token })))
    // What one collection finds dead, memory outside the heap above all, may be given back by the next one only.
    const usedBytes = (least = Number.POSITIVE_INFINITY): number => {
      gc()
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external < least ? usedBytes(heapUsed + external) : least
    }
    const before = usedBytes()
    judges.length = 0
    expect((before - usedBytes()) / 200).toBeLessThan(20_000)
  })
})
