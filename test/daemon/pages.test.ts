import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { labelBody } from '../../src/core/label.ts'
import { readReasons } from '../../src/core/notice/recorded.ts'
import { isIntact } from '../../src/core/notice/template.ts'
import { templatesIn } from '../../src/core/notice/template-record.ts'
import type { Observation } from '../../src/core/observation.ts'
import { pageRig, type PageRigOptions } from '../support/page-looks.ts'
import { httpTarget, monitorOf } from '../support/monitors.ts'
import { type Portal, portalOf, seeded } from '../support/portal.ts'
import { temporaryDirectory } from '../support/temporary.ts'

type Rig = Awaited<ReturnType<typeof pageRig>>

const random = seeded(7)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const notices = {
  fr: 'Suite à une cyberattaque, tous nos services en ligne sont suspendus jusqu’à nouvel ordre.',
  ar: 'الخدمات الإلكترونية متوقفة مؤقتا إلى إشعار آخر.',
  en: 'Our online services are suspended until further notice.',
} as const

async function rig(options: Omit<PageRigOptions, 'dataDir'> = {}) {
  const stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryDirectory())
  const inner = stack.use(await pageRig({ ...options, dataDir: path }))
  return { ...inner, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function showOrdinary(it: Rig, portal: Portal, looks: number): Promise<readonly Observation[]> {
  const seen: Observation[] = []
  for (let made = 0; made < looks; made += 1) seen.push(await it.look(portal.look(random)))
  return seen
}

/** Outcome and code, ? for suspect. */
const told = ({ outcome, failure, flags }: Observation) =>
  `${outcome}${failure === null ? '' : ` ${failure.code}`}${flags.includes('suspect') ? '?' : ''}`
const templates = (it: Rig) => templatesIn(it.store.entries('template'))
const codes = (look: Observation) => readReasons(look.reasons).reasons.map(({ code }) => code)

function label(it: Rig, look: Observation, says: 'healthy' | 'notice'): number {
  const body = labelBody({ monitorId: 'www', fingerprint: look.fingerprint ?? '', look: null, says, by: 'Amina', note: null })
  const seq = it.record({ kind: 'label', at: it.clock.now(), body })
  it.pages.relabel()
  return seq
}

const say = (extra: string): string => `<h1>Service suspendu</h1><p>${notices.fr}</p><p>${extra}</p>`

describe('a page that turns into a notice', () => {
  it.each(['fr', 'ar', 'en'] as const)('is found without a rule (%s), and ordinary changes are left in peace', async (language) => {
    const portal = portalOf({ fr: 3, ar: 4, en: 5 }[language])
    await using it = await rig()
    const ordinary = await showOrdinary(it, portal, 30)
    expect([...new Set(ordinary.map(told))]).toEqual(['up'])
    expect(ordinary.flatMap(({ reasons }) => reasons)).toEqual([])
    expect(templates(it)).toMatchObject([{ monitorId: 'www', origin: 'learned', label: null, template: { follows: null } }])
    const look = await it.look(portal.frame(`<p>${notices[language]}</p>`))
    expect(told(look)).toBe('down content_notice')
    const { passage, reasons } = readReasons(look.reasons)
    expect(passage).toEqual({ text: notices[language], language, direction: language === 'ar' ? 'rtl' : 'ltr' })
    expect(look.failure?.message).toContain(notices[language])
    expect(codes(look)).toContain('template_other')
    expect(reasons.every(({ code }) => code !== null)).toBe(true)
  })

  it('is found before a template exists, and the record says so', async () => {
    await using it = await rig()
    const look = await it.look(`<title>Site</title><h1>Service suspendu</h1><p>${notices.fr}</p>`)
    expect([told(look), codes(look).includes('no_template')]).toEqual(['down content_notice', true])
  })

  it('is suspect where an explicit text is there, unknown where a bot check stands in its place', async () => {
    await using it = await rig({ expect: { contains: ['Caisse'] } })
    expect(told(await it.look(`<h1>Caisse: service suspendu</h1><p>${notices.fr}</p>`))).toBe('up?')
    const check = await it.look('<title>Caisse</title><p>Verify you are human by completing the action below.</p>')
    expect(told(check)).toBe('unknown blocked_waf')
    expect(check.reasons[0]).toContain('Verify you are human')
  })

  it('is told by its words where the answer is an error: the status decides, the passage is kept', async () => {
    await using it = await rig()
    it.page.answer(503)
    const look = await it.look(`<h1>Service suspendu</h1><p>${notices.en}</p>`)
    expect([told(look), readReasons(look.reasons).passage?.text]).toEqual(['down http_status', notices.en])
  })

  it('keeps its reasons from look to look although its figures change', async () => {
    await using it = await rig()
    const first = await it.look(say('Visiteurs: 12'))
    const second = await it.look(say(`Visiteurs: ${'12345 '.repeat(60)}`.slice(0, 20)))
    expect(second.reasons).toEqual(first.reasons)
  })

  it('leaves no control, no turn of direction, no half character and no secret of ours in the log', async () => {
    await using it = await rig({ secrets: ['s3cret-token'] })
    const long = `${notices.en.slice(0, -1)}\u202e\u0007 s3cret-token ${'x😀'.repeat(500)}.`
    const look = await it.look(`<title>s3cret-token</title><h1>Service suspended</h1><p>${long}</p>`)
    const { passage } = readReasons(look.reasons)
    expect(told(look)).toBe('down content_notice')
    expect(JSON.stringify(look)).not.toMatch(/s3cret|\u202e|\\u0007|\\ud/)
    expect(Array.from(passage?.text ?? '').length).toBeLessThanOrEqual(300)
  })

  it('quotes where it was led to without a secret of ours', async () => {
    await using it = await rig({ secrets: ['s3cret-token'] })
    const url = 'http://127.0.0.1/?key=s3cret-token'
    const judged = it.pages.judge({
      monitor: monitorOf('www', { target: httpTarget(url) }),
      configHash: 'aa',
      span: 0,
      at: it.clock.now(),
      http: {
        status: 200,
        headers: [['Content-Type', 'text/html']],
        finalUrl: 'http://127.0.0.1/maintenance?key=s3cret-token',
        body: Buffer.from(say('')),
        bodyTruncated: false,
      },
      judgement: { outcome: 'up', failure: null, degraded: [], rules: [], reasons: [] },
    })
    expect(judged.reasons.join('\n')).toContain('notice_address: +2.5 leads to http://127.0.0.1/maintenance?key=***')
    expect(JSON.stringify(judged)).not.toContain('s3cret')
  })
})

describe('the healthy template', () => {
  const portal = portalOf(6)
  const other = '<title>Jardin</title><p>Des roses, des tulipes et un banc au soleil.</p>'

  it('is read back after a restart, and begins afresh with another expectation', async () => {
    await using directory = await temporaryDirectory()
    const at = { dataDir: directory.path }
    let startAt = 0
    {
      await using it = await pageRig(at)
      await showOrdinary(it, portal, 21)
      startAt = it.clock.now()
      expect(templates(it).map(({ template }) => isIntact(template, sha256))).toEqual([true])
    }
    {
      await using it = await pageRig({ ...at, startAt })
      expect(told(await it.look(other))).toBe('up?')
    }
    await using it = await pageRig({ ...at, startAt: startAt + 7_200_000, configHash: 'bb' })
    expect(told(await it.look(other))).toBe('up')
    expect(templates(it)).toHaveLength(1)
  })

  it('goes on learning over restarts, and learns no faster for them', async () => {
    await using directory = await temporaryDirectory()
    let startAt = 0
    for (let start = 0; start < 5; start += 1) {
      await using it = await pageRig({ dataDir: directory.path, ...(startAt === 0 ? {} : { startAt }) })
      await showOrdinary(it, portal, 4)
      // Again within the hour: nothing to learn from.
      await it.look(portal.look(random), 60_000)
      expect(it.pages.save(100)).toBe(false)
      startAt = it.clock.now()
      expect(templates(it)).toHaveLength(start === 4 ? 1 : 0)
    }
    await using it = await pageRig({ dataDir: directory.path, startAt, configHash: 'bb' })
    await showOrdinary(it, portal, 19)
    expect(templates(it)).toHaveLength(1)
  })

  it('is saved some monitors at a time, and only where something was learned', async () => {
    await using it = await rig()
    expect(it.pages.save(1)).toBe(false)
    await showOrdinary(it, portal, 2)
    expect([it.pages.save(1), it.pages.save(1)]).toEqual([true, false])
    expect(it.store.learned('www')).toMatchObject({ configHash: 'aa', span: 0, state: { template: null, since: { looks: 2 } } })
    await it.look(portal.look(random), 60_000)
    expect(it.pages.save(1)).toBe(false)
  })

  it('follows slow change by a template that names the one before it', async () => {
    await using it = await rig()
    await showOrdinary(it, portal, 41)
    const [first, second] = templates(it)
    expect(second).toMatchObject({ origin: 'followed', template: { follows: first?.template.hash } })
  })

  it('learns nothing from looks that lie close together', async () => {
    await using it = await rig()
    for (let made = 0; made < 30; made += 1) await it.look(portal.look(random), 60_000)
    expect(templates(it)).toEqual([])
  })
})

describe('a label', () => {
  const fresh =
    '<title>Nouveau portail</title><h1>Bienvenue</h1><p>Le portail a fait peau neuve, avec des couleurs et un moteur de recherche.</p>'

  it('makes a new page the healthy one; what was recorded stays', async () => {
    const portal = portalOf(9)
    await using it = await rig()
    await showOrdinary(it, portal, 21)
    const look = await it.look(fresh)
    expect(told(look)).toBe('up?')
    const seq = label(it, look, 'healthy')
    const after = await it.look(fresh)
    expect([told(after), after.reasons]).toEqual(['up', [`labelled_healthy: by Amina, record ${seq}`]])
    const [first, second] = templates(it)
    expect(second).toMatchObject({ origin: 'accepted', label: seq, template: { follows: first?.template.hash } })
    expect(told(await it.look(portal.look(random)))).toBe('up?')
    await it.look(fresh)
    expect(templates(it)).toHaveLength(2)
  })

  it('makes a page that says nothing a notice', async () => {
    await using it = await rig()
    const look = await it.look(fresh)
    label(it, look, 'notice')
    const after = await it.look(fresh)
    expect([told(look), told(after), codes(after)[0]]).toEqual(['up', 'down content_notice', 'labelled_notice'])
  })
})
