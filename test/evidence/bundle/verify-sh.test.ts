import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBundle } from '../../../src/evidence/bundle/check-bundle.ts'
import { sha256 } from '../../../src/evidence/hash.ts'
import { openStore } from '../../../src/store/sqlite/store.ts'
import { recorded } from '../../cli/stored.ts'
import { startTimeAuthority, type TimeAuthority } from '../../support/time-authority.ts'
import { bundleOf, type Files, forgedName, signed, unpack, verifySh, withSums } from './made.ts'

let authority: TimeAuthority
let stored: Awaited<ReturnType<typeof recorded>>
let files: Files
let tokens: readonly string[]

beforeAll(async () => {
  authority = await startTimeAuthority()
  // Stamps before the outage, so that its records name the second of them, and one after it.
  stored = await recorded(`${'u'.repeat(10)}dddoodduuu`, 'cnops-www', 3, async (data, store) => {
    await signed(store, data, authority.url)
    await signed(store, data, authority.url)
  })
  {
    await using store = openStore(stored.data)
    await signed(store, stored.data, authority.url)
  }
  files = (await bundleOf(stored.data)).files
  tokens = [...files.keys()].filter((name) => name.endsWith('.tst'))
}, 60_000)
afterAll(async () => {
  stored[Symbol.dispose]()
  await authority[Symbol.asyncDispose]()
})

const unpacked = (changed: Files, fresh: boolean): string => {
  const dir = mkdtempSync(join(stored.path, 'bundle-'))
  unpack(dir, changed, fresh)
  return dir
}

/** The same files with one byte of one of them changed: the one at `at`, or the first of these. */
function edited(name: string, at: number | string | Buffer): Files {
  const content = Buffer.from(files.get(name) ?? [])
  const place = typeof at === 'number' ? at : content.indexOf(at)
  if (place < 0 || place >= content.length) throw new Error(`${name} has no such byte`)
  content[place] = (content[place] ?? 0) ^ 1
  return new Map([...files, [name, content]])
}

/** What a sceptic and the program say; they agree on the answer. */
async function judged(changed: Files, fresh: boolean): Promise<{ readonly sh: string; readonly ts: string }> {
  const said = await verifySh(unpacked(changed, fresh))
  expect(said.status, said.out).toBe(1)
  return { sh: said.out.split('\n').find((line) => line.startsWith('NO: ')) ?? said.out, ts: checked(changed, fresh) }
}

function checked(changed: Files, fresh: boolean): string {
  try {
    checkBundle(fresh ? withSums(changed) : changed, null)
    return 'yes'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

// Each run of verify.sh starts a dozen programs.
describe('a bundle', { timeout: 120_000 }, () => {
  it('holds everything under the published names, and both verifiers say yes to it', async () => {
    expect([...files.keys()].filter((name) => !/tst$|pem$/.test(name))).toEqual([
      'README.en.txt',
      'figure.json',
      'observations.csv',
      'records.bin',
      'proof/records.proof',
      'proof/records.marks',
      'proof/checkpoint',
      'proof/before/checkpoint',
      'key',
      'verify.sh',
      'verify.py',
      'method.py',
      'captures.py',
      'files.py',
      'SHA256SUMS',
    ])
    expect(tokens).toHaveLength(2)
    const { status, out } = await verifySh(unpacked(files, false))
    expect(out).toMatch(
      /yes: figure [a-z2-7]{13} follows from them: cnops-www-20260101T001000Z lasted at least 119500 ms, at most 480500 ms/,
    )
    expect(out).toMatch(/the bundle's own file; bring it from elsewhere with --key/)
    expect(out).toMatch(/they were not finished before 20/)
    expect(out).toMatch(/Not proved: that the probe told the truth/)
    expect(status).toBe(0)
    const { figure, looks, existedAt, notFinishedBefore } = checkBundle(files, null)
    expect([figure.result.minMs, looks, existedAt.length, notFinishedBefore === null]).toEqual([119_500, 10, 1, false])
  })

  it('is checked with the key and the roots that a sceptic brings', async () => {
    const dir = unpacked(files, false)
    const key = String(files.get('key')).trim()
    const roots = join(stored.path, 'roots.pem')
    writeFileSync(roots, authority.roots)
    const said = await verifySh(dir, '--key', key, '--roots', roots)
    expect(said).toMatchObject({ status: 0, out: expect.stringContaining('as given by --roots') })
    expect(said.out).toContain('as given by --key')
    await using stranger = await startTimeAuthority()
    writeFileSync(roots, stranger.roots)
    expect((await verifySh(dir, '--roots', roots)).out).toMatch(
      /NO: proof\/tokens\/\w+\.tst: not a time stamp over proof\/checkpoint by an authority/,
    )
    // The key of docs/evidence-format.md.
    const other = 'vigie.example.org/log+12ae6115+Ad7QbMj8OtdZ0Xeu360lTj18SOR9i4CndbOhGRN421CS'
    expect((await verifySh(dir, '--key', other)).out).toContain('NO: proof/checkpoint: not signed by vigie.example.org/log+12ae6115')
    expect((await verifySh(dir, '--kee')).status).toBe(2)
  })

  it('names a file that is not the one that was packed', async () => {
    const { sh, ts } = await judged(edited('records.bin', 100), false)
    expect([sh, ts]).toEqual([
      'NO: records.bin: not the file that was packed (SHA256SUMS)',
      'records.bin: not the file that was packed (SHA256SUMS)',
    ])
  })

  it.each([
    ['a record', 'records.bin', '"ms":[12,40', /record \d+ .*is not the one in the tree|cannot be read|is not a record/],
    ['the figure', 'figure.json', '9500', /figure\.json: it was changed: its id is not that of its content/],
    ['the checkpoint', 'proof/checkpoint', 10, /proof\/checkpoint: /],
    ['the proof', 'proof/records.proof', 40, /proof\/records\.proof: /],
    ['the key', 'key', 40, /key: |proof\/checkpoint/],
    ['the table', 'observations.csv', ',down,', /observations\.csv: line \d+ is not what the records say/],
    ['the checkpoint before', 'proof/before/checkpoint', 10, /proof\/before\/\w+\.tst: not (a time stamp )?over/],
  ])('says no and names %s when a byte of it was changed, sums included', async (_what, name, at, expected) => {
    const { sh, ts } = await judged(edited(name, at), true)
    expect(sh).toMatch(expected)
    expect(ts).toMatch(expected)
  })

  it('says no and names a time stamp when a byte of it was changed, sums included', async () => {
    for (const name of tokens) {
      const { sh, ts } = await judged(edited(name, 700), true)
      expect([sh, ts]).toEqual([`NO: ${name}: not the token of that name`, `${name}: not the token of that name`])
      // Under the name that it then has: a byte of what is signed, since not all of a token is.
      const checkpoint = files.get(name.startsWith('proof/before/') ? 'proof/before/checkpoint' : 'proof/checkpoint')
      const forged = edited(name, sha256(checkpoint ?? Buffer.alloc(0)))
      const renamed = [...forged].map(([one, content]): [string, Buffer] => [one === name ? forgedName(name, content) : one, content])
      expect((await judged(new Map(renamed), true)).sh).toMatch(/NO: proof\/(tokens|before)\/\w+\.tst: not a time stamp/)
    }
  })

  it('says no whichever byte of its evidence was changed, sums included', () => {
    const untold = [...files].flatMap(([name, content]) => {
      if (/README|\.sh$|\.py$|\.pem$|SHA256SUMS|marks$/.test(name)) return []
      const step = Math.max(1, Math.floor(content.length / 60))
      return Array.from({ length: Math.floor(content.length / step) }, (_, place) => place * step)
        .filter((at) => checked(edited(name, at), true) === 'yes')
        .map((at) => `${name} at ${at}`)
    })
    expect(untold).toEqual([])
  })
})
