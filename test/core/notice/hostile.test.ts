import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../src/core/canonical.ts'
import { plainExpectation } from '../../../src/core/expectation.ts'
import { judgePage, type PageJudgement } from '../../../src/core/notice/judge.ts'
import { tallyOf } from '../../../src/core/notice/tally.ts'
import { freezeTemplate } from '../../../src/core/notice/template.ts'
import { readPage } from '../../../src/core/notice/page.ts'
import { traitsOf } from '../../../src/core/notice/traits.ts'
import { growthOf, mostGrowth } from '../../support/growth.ts'

const template = freezeTemplate(
  tallyOf([traitsOf(readPage('<title>a b</title><nav>c d</nav><input name=q><input name=r>'), null)]),
  String,
  null,
)

function judge(html: string): PageJudgement {
  const http = {
    status: 200,
    headers: [['content-type', 'text/html']] as const,
    finalUrl: '',
    body: new TextEncoder().encode(html),
    bodyTruncated: false,
  }
  const judgement = { outcome: 'up' as const, failure: null, degraded: [], rules: [], reasons: [] }
  return judgePage({ http, requestedUrl: null, expect: plainExpectation('http'), judgement, template })
}

/** Pieces that a page of any length is made of; each is work for one part of the judgement. */
const pieces: readonly (readonly [string, string, string])[] = [
  ['prose', '', '<p>Les services sont en ligne. <b>Oui</b> &amp; <a href="/">non</a></p>\n'],
  ['notices', '', '<p>Le site est en maintenance. Revenez plus tard.</p>'],
  ['one sentence without end', '', 'site _ service indisponible momentanement '],
  ['words that begin phrases', '', 'the site is currently temporarily not '],
  ['one word', '', 'a'],
  ['Arabic', '', '<p>الموقع تحت الصيانة حاليا</p>'],
  ['full stops', '', '. '],
  ['hidden elements', '', '<div hidden>'],
  ['hidden paragraphs', '', '<p hidden class="a" style="display:none">a'],
  ['style sheets', '', '<style>.a{display:none}</style>'],
  ['one style sheet', '<style>', '.a{'],
  ['attributes of one tag', '<div hidden ', 'a="b" '],
  ['attributes without end', '<div hidden ', 'a="'],
  ['tags with many attributes', '', '<div hidden="until-found" a=1 b=2 c=3 d=4 e=5 f=6 g=7>'],
  ['labels', '', '<a>menu</a><br>'],
  ['different labels', '', '<li><a>menu</a></li><h2>x</h2><button>y</button>'],
  ['fields', '', '<input name=a>'],
  ['pictures', '', '<img src="/a/b/c.png" alt="maintenance">'],
  ['titles', '', '<title>site en maintenance</title>'],
  ['open headings', '', '<h1>'],
  ['refreshes', '', '<meta http-equiv=refresh content="0;url=/a">'],
]

describe('time to judge', () => {
  it.each(pieces)('is short and grows with the page, no faster: %s', (_name, start, piece) => {
    const { largeMs, times } = growthOf(judge, start, piece)
    expect(times).toBeLessThan(mostGrowth)
    // 10 to 50 ms on an idle machine.
    expect(largeMs).toBeLessThan(500)
  })
})

it('no page is beyond judgement, whatever the soup', () => {
  const bit = fc.constantFrom(
    ...`< > " ' = / ! -- --> & ; <p <script> </script <!-- <title> </title> hidden <div class=hide> </div> site suspended the maintenance en`.split(
      ' ',
    ),
    ' ',
    '.',
    'ﷺ',
    '😀'.repeat(101),
    `<input name=${'😀'.repeat(21)}>`,
    `<input name=a${'😀'.repeat(21)}>`,
    'x',
    '\u{d800}',
  )
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 80 }), (bits) => {
      const { outcome, notice, traits, passage, reasons } = judge(bits.join(''))
      // Records are canonical JSON, and that holds no half characters.
      expect(() => canonicalJson({ traits, passage, reasons })).not.toThrow()
      expect(['up', 'down', 'unknown']).toContain(outcome)
      expect(notice?.points).toBeGreaterThanOrEqual(0)
      expect(traits?.fingerprint).toMatch(/^1-\d{1,2}-\d{1,2}-[0-9a-f]{16}$/)
    }),
    { numRuns: 500 },
  )
})
