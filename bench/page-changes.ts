// npm run bench:changes: ten thousand ordinary changes of a hundred made-up sites, each judged with the template of its own site, and one notice in
// the frame of each site. Exit 1 when an ordinary change is taken for anything else, or a notice is not found.
import { createHash } from 'node:crypto'
import { plainExpectation } from '../src/core/expectation.ts'
import { judgePage, type PageJudgement } from '../src/core/notice/judge.ts'
import { readPage } from '../src/core/notice/page.ts'
import { tallyOf } from '../src/core/notice/tally.ts'
import { type HealthyTemplate, leastLooks, learnTemplate } from '../src/core/notice/template.ts'
import { traitsOf } from '../src/core/notice/traits.ts'
import { portalOf, seeded } from '../test/support/portal.ts'

const sites = 100
const changesPerSite = 100
const notices = [
  '<h2>Information</h2><p>Nos services en ligne sont suspendus jusqu’à nouvel ordre. Veuillez nous excuser.</p>',
  '<h2>بلاغ</h2><p>خدمات البوابة متوقفة مؤقتا بسبب أشغال الصيانة. نعتذر عن الإزعاج.</p>',
  '<h2>We will be back soon</h2><p>Our website is currently down for maintenance.</p>',
]
const tallied = { down: 0, suspect: 0, unknown: 0, missed: 0, fingerprints: 0 }
let leastSimilarity = 1

for (let seed = 1; seed <= sites; seed++) {
  const portal = portalOf(seed)
  const random = seeded(seed * 7_919)
  const looks = Array.from({ length: leastLooks }, () => traitsOf(readPage(portal.look(random)), portal.url))
  const template = learnTemplate(tallyOf(looks), (text) => createHash('sha256').update(text).digest('hex'))
  const fingerprints = new Set<string | undefined>()
  for (let change = 0; change < changesPerSite; change++) {
    const { outcome, suspect, comparison, traits } = judged(portal.look(random), portal.url, template)
    if (outcome !== 'up') tallied[outcome] += 1
    if (suspect) tallied.suspect += 1
    leastSimilarity = Math.min(leastSimilarity, comparison?.similarity ?? 0)
    fingerprints.add(traits?.fingerprint)
  }
  tallied.fingerprints += fingerprints.size
  if (judged(portal.frame(notices[seed % notices.length] ?? ''), portal.url, template).outcome !== 'down') tallied.missed += 1
}

process.stdout.write(
  `${sites * changesPerSite} ordinary changes: ${tallied.down} down, ${tallied.unknown} unknown, ${tallied.suspect} suspect; least similarity ${leastSimilarity}\n` +
    `${sites} notices in the frame of their site: ${tallied.missed} not found\n` +
    `fingerprints of one site in ${changesPerSite} looks: ${tallied.fingerprints / sites} on average\n`,
)
process.exitCode = tallied.down + tallied.unknown + tallied.missed === 0 ? 0 : 1

function judged(html: string, url: string, template: HealthyTemplate | null): PageJudgement {
  const http = {
    status: 200,
    headers: [['content-type', 'text/html; charset=utf-8']] as const,
    finalUrl: url,
    body: Buffer.from(html),
    bodyTruncated: false,
  }
  const judgement = { outcome: 'up' as const, failure: null, degraded: [], rules: [], reasons: [] }
  return judgePage({ http, requestedUrl: url, expect: plainExpectation('http'), judgement, template })
}
