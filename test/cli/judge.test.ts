import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judge } from '../../src/cli/judge.ts'
import { serving } from '../support/serving.ts'
import { closedPort } from '../support/target-server.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { runCommand } from './run-command.ts'

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/pages', name)
const lines = (text: string) => text.split('\n').map((line) => line.replace(/\s{2,}/, ' '))

async function judged(...argv: readonly string[]): Promise<Record<string, unknown> & { status: number }> {
  const { status, stdout, stderr } = await runCommand(judge, [...argv, '--json'])
  expect(stderr).toBe('')
  const parsed: Record<string, unknown> = JSON.parse(stdout)
  return { ...parsed, status }
}

describe('vigie judge FILE', () => {
  it('says down, quotes the passage and tells why', async () => {
    const { status, stdout, stderr } = await runCommand(judge, [fixture('suspended-fr-iso-8859-1.html')])
    expect([status, stderr]).toEqual([1, ''])
    expect(lines(stdout)).toEqual(
      expect.arrayContaining([
        'down content_notice: the page says: suspension: "Suite à des travaux, nos services en ligne sont momentanément suspendus."',
        'passage "Suite à des travaux, nos services en ligne sont momentanément suspendus." (fr, ltr)',
        'reason no_template: no healthy page is known: the notice test decides alone, from 5 points on',
      ]),
    )
  })

  it('reads Arabic in its old charset', async () => {
    expect(await judged(fixture('suspended-ar-windows-1256.html'))).toMatchObject({
      status: 1,
      outcome: 'down',
      code: 'content_notice',
      suspect: false,
      passage: 'نخبر المؤمنين أن خدمات البوابة متوقفة مؤقتا بسبب أشغال الصيانة.',
      passageLanguage: 'ar',
      passageDirection: 'rtl',
    })
  })

  it('leaves a page in peace that only hides a notice', async () => {
    expect(await judged(fixture('healthy-fr.html'))).toMatchObject({ status: 0, outcome: 'up', code: null, suspect: false, passage: null })
  })

  it('takes one healthy page for a template', async () => {
    const template = ['--template', fixture('healthy-fr.html')]
    expect(await judged(fixture('healthy-fr.html'), ...template)).toMatchObject({
      status: 0,
      suspect: false,
      template: { healthy: true, similarity: 1 },
    })
    expect(await judged(fixture('framed-notice-fr.html'), ...template)).toMatchObject({ status: 1, code: 'content_notice' })
    expect(await judged(fixture('banner-fr.html'), ...template)).toMatchObject({ status: 0, outcome: 'up' })
    expect(await judged(fixture('captcha-en.html'), ...template)).toMatchObject({ status: 1, outcome: 'unknown', code: 'blocked_waf' })
  })

  it('learns a template from twenty pages and uses it', async () => {
    await using folder = await temporaryDirectory()
    const learnt = await runCommand(judge, ['--learn', ...Array.from({ length: 20 }, () => fixture('healthy-fr.html'))])
    expect([learnt.status, learnt.stderr]).toEqual([0, ''])
    const file = join(folder.path, 'template.json')
    await writeFile(file, learnt.stdout)
    expect(await judged(fixture('framed-notice-fr.html'), '--template', file)).toMatchObject({
      outcome: 'down',
      template: { healthy: false },
    })
    await writeFile(file, learnt.stdout.replace('"looks": 20', '"looks": 21'))
    expect(await runCommand(judge, [fixture('healthy-fr.html'), '--template', file])).toMatchObject({
      status: 2,
      stderr: `${file} was changed after it was frozen (its hash does not fit); make a new one with --learn`,
    })
  })

  it('takes what the answer was besides its bytes', async () => {
    const page = fixture('healthy-fr.html')
    expect(await judged(page, '--status', '503')).toMatchObject({ status: 1, code: 'http_status' })
    expect(await judged(page, '--header', 'cf-mitigated: challenge')).toMatchObject({ code: 'blocked_waf' })
    expect(await judged(page, '--contains', 'piscine')).toMatchObject({ outcome: 'down', code: 'content_missing' })
    expect(await judged(page, '--excludes', 'remboursements')).toMatchObject({ outcome: 'down', code: 'content_forbidden' })
    const suspended = fixture('suspended-fr-iso-8859-1.html')
    expect(await judged(suspended, '--contains', 'caisse')).toMatchObject({ outcome: 'up', suspect: true })
    expect(await judged(suspended, '--content-type', 'image/png')).toMatchObject({ outcome: 'up', suspect: false, notice: null })
  })

  it.each<[string, readonly string[], string]>([
    ['nothing', [], 'name one file or one URL'],
    ['two files', ['a', 'b'], 'name one file or one URL'],
    ['a file that is not there', ['/no/such/page.html'], 'cannot read /no/such/page.html: there is no such file'],
    ['a folder', [import.meta.dirname], `cannot read ${import.meta.dirname}: that is a folder; name one page in it`],
    ['another scheme', ['ftp://a.example/'], 'ftp:// has no pages; name a file, or an address of http:// or https://'],
    ['a status that is none', [fixture('healthy-fr.html'), '--status', '99'], '--status is a number from 100 to 599, not "99"'],
    ['a header that is none', [fixture('healthy-fr.html'), '--header', 'retry'], '--header is "Name: value", not "retry"'],
    ['a status for a URL', ['http://127.0.0.1/', '--status', '200'], '--status is for a file; a URL answers for itself'],
    [
      'too few pages to learn from',
      ['--learn', fixture('healthy-fr.html')],
      'a template is learned from 20 healthy pages or more, not from 1',
    ],
    ['no pages to learn from', ['--learn'], 'name the healthy pages to learn from'],
  ])('refuses %s', async (_name, argv, message) => {
    expect(await runCommand(judge, argv)).toEqual({ status: 2, stdout: '', stderr: message })
  })

  it.each([
    ['{"version": 2}', /is not a healthy template: .*; make one with --learn$/],
    ['{version', /begins like JSON but is not valid JSON; make a template with --learn$/],
    ['<script>1</script>', /shows no text: neither a healthy page nor a template that --learn printed$/],
  ])('refuses %j for a template', async (text, message) => {
    await using folder = await temporaryDirectory()
    const file = join(folder.path, 'template.json')
    await writeFile(file, text)
    const { status, stderr } = await runCommand(judge, [fixture('healthy-fr.html'), '--template', file])
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)])
  })
})

describe('vigie judge URL', () => {
  it('fetches the page, follows redirects and weighs where they led', async () => {
    await using server = await serving((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/maintenance' }).end()
      else response.setHeader('content-type', 'text/html').end('<p>La rubrique est fermée actuellement.</p>')
    })
    const { reasons, ...rest } = await judged(server.url)
    expect(rest).toMatchObject({ status: 1, outcome: 'down', code: 'content_notice' })
    expect(reasons).toContainEqual({ code: 'notice_address', detail: `+2.5 leads to ${server.url}maintenance` })
  })

  it('tells a failure before any page', async () => {
    const { status, stdout } = await runCommand(judge, [`http://127.0.0.1:${await closedPort()}/`])
    expect([status, lines(stdout)[0]]).toEqual([1, expect.stringMatching(/^down tcp_refused: /)])
  })

  it('repeats no password of the address', async () => {
    await using server = await serving((_request, response) => response.writeHead(302, { location: '/closed?p=sesame' }).end())
    const { stdout } = await runCommand(judge, [server.url.replace('//', '//user:sesame@'), '--json'])
    expect(stdout).not.toContain('sesame')
  })
})
