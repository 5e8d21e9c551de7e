import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WARCParser } from 'warcio'
import type { Entry, LogItem } from '../../../src/core/log.ts'
import { checkBundle } from '../../../src/evidence/bundle/check-bundle.ts'
import { captureDir, eraseBytes, readCaptures } from '../../../src/evidence/capture-files.ts'
import { hex } from '../../../src/evidence/capture-manifest.ts'
import { openStore } from '../../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../../src/store/store.ts'
import { recorded } from '../../cli/stored.ts'
import { minute, t0 } from '../../store/make.ts'
import { plantCapture } from '../../web/plant-capture.ts'
import { captured, repacked } from './captured.ts'
import { bundleOf, type Files, signed, unpack, verifyPy, verifySh, withSums } from './made.ts'

const warc = 'evidence.warc.gz'
let stored: Awaited<ReturnType<typeof recorded>>
let names: readonly string[]
let files: Files

beforeAll(async () => {
  stored = await recorded(`${'u'.repeat(10)}dddoodduuu`)
  {
    await using store = openStore(stored.data)
    names = await captured(store, stored.data)
    await signed(store, stored.data)
  }
  files = (await bundleOf(stored.data)).files
}, 60_000)
afterAll(() => stored[Symbol.dispose]())

const unpacked = (changed: Files): string => {
  const dir = mkdtempSync(join(stored.path, 'bundle-'))
  unpack(dir, changed, true)
  return dir
}
const manifestName = (place: number): string => `proof/captures/${names[place]}.json`
const changed = (name: string, content: Buffer): Files => new Map([...files, [name, content]])
const without = (...gone: readonly string[]): Files => new Map([...files].filter(([name]) => !gone.includes(name)))
const warcFile = (): Buffer => files.get(warc) ?? Buffer.alloc(0)

/** What both verifiers say of a bundle whose sums fit; all that comes before the captures in verify.sh has tests of its own. */
async function judged(bundle: Files): Promise<{ readonly sh: string; readonly ts: string }> {
  const { status, out } = await verifyPy(unpacked(bundle))
  expect(status, out).toBe(1)
  return {
    sh:
      out
        .split('\n')
        .find((line) => line.startsWith('NO: '))
        ?.slice(4) ?? out,
    ts: reasonFor(bundle),
  }
}

function reasonFor(bundle: Files): string {
  try {
    checkBundle(withSums(bundle), null)
    return 'yes'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** One byte of the first record of the WARC file that holds the text. */
function flipped(text: string): Files {
  let done = false
  const file = repacked(warcFile(), (record) => {
    const at = done ? -1 : record.indexOf(text, 0, 'latin1')
    if (at >= 0) record[at] = (record[at] ?? 0) ^ 1
    done ||= at >= 0
    return record
  })
  expect(done).toBe(true)
  return changed(warc, file)
}

describe('the captures in a bundle', { timeout: 120_000 }, () => {
  it('are those of the outage and the healthy one before it, in a file that others read, and both verifiers say yes', async () => {
    expect([...files.keys()].filter((name) => name.startsWith('proof/captures/'))).toEqual([1, 2, 3, 4].map(manifestName))
    const seen: string[] = []
    for await (const record of new WARCParser([warcFile()])) {
      const content = Buffer.from(await record.readFully(true)).toString()
      if (record.warcType === 'response') seen.push(`${record.httpHeaders?.statusCode} ${content}`)
    }
    expect(seen).toEqual(['200 <h1>Bienvenue à la CNOPS</h1>', '503 en dérangement, Mme Dupont', '200 '])
    const { status, out } = await verifySh(unpacked(files))
    expect([status, out]).toEqual([
      0,
      expect.stringContaining('yes: evidence.warc.gz is what went over the wire in 4 looks, as records name it'),
    ])
    expect(checkBundle(files, null).exchanges).toEqual({ captures: 4, leftOut: [], erased: [] })
  })

  it.each([
    ['a body', 'Mme Dupont', /the response \(application\/http;msgtype=response\) of the look at 2026-01-01T00:10:00\.000Z/],
    ['a header of an answer', 'X-Odd: d', /the response .* of the look at 2026-01-01T00:03:00\.000Z/],
    ['a status line', '503 Service', /the response .*00:10:00/],
    ['what is no HTTP', '\xff\x00bin', /the resource \(application\/octet-stream\) .*00:12:00/],
    ['a request', 'Cookie: ***', /the request .*00:03:00/],
    ['a certificate', 'BEGIN CERT', /the metadata \(application\/pem-certificate-chain\) .*00:03:00/],
    ['a DNS answer', 'no answer', /the resource \(text\/dns\) .*00:10:00/],
    ['a control round', '"reachable":false', /the metadata \(application\/json\) .*00:03:00/],
    ['an instant', 'WARC-Date: 2026-01-01T00:12', /the warcinfo .*00:12:00/],
    ['an address', 'WARC-Target-URI: https', /the metadata .*00:03:00/],
    ['the program that looked', 'Vigie/test', /the warcinfo .*00:03:00/],
    ['a digest', 'WARC-Payload-Digest: sha256:', /the response .*00:03:00/],
  ])('says no and names %s of which a byte was changed, sums included', async (_what, text, expected) => {
    const { sh, ts } = await judged(flipped(text))
    expect(sh).toMatch(expected)
    expect(ts).toBe(sh)
    expect(sh).toMatch(/^evidence\.warc\.gz: the .* is not what record \d+ names$/)
  })

  it('says no to what is missing, added, damaged or not named, and names it', async () => {
    const manifest = files.get(manifestName(2)) ?? Buffer.alloc(0)
    const forged = Buffer.from(String(manifest).replace('Dupont', 'Durand').replace('503', '200'))
    const cases: readonly (readonly [Files, RegExp])[] = [
      [changed(manifestName(2), forged), /^proof\/captures\/[0-9a-f]{64}\.json: not the capture of that name$/],
      [
        new Map([...without(manifestName(2)), [`proof/captures/${hex(forged)}.json`, forged]]),
        /^proof\/captures\/[0-9a-f]{64}\.json: no record of records\.bin names this capture$/,
      ],
      [without(warc), /^evidence\.warc\.gz: the warcinfo .* of the look at 2026-01-01T00:03:00\.000Z is not what record \d+ names$/],
      [without(manifestName(4)), /^evidence\.warc\.gz: record \d+ belongs to no capture that the log names$/],
      [changed(warc, Buffer.concat([warcFile(), gzipSync('WARC/1.1\r\n\r\n')])), /^evidence\.warc\.gz: record \d+ belongs to no capture/],
      [
        changed(warc, Buffer.concat([warcFile(), Buffer.from('more')])),
        /^evidence\.warc\.gz: the gzip member after \d+ others is damaged$/,
      ],
      [changed(warc, warcFile().subarray(0, -3)), /^evidence\.warc\.gz: the gzip member after \d+ others is damaged$/],
    ]
    for (const [bundle, expected] of cases) {
      const { sh, ts } = await judged(bundle)
      expect(sh).toMatch(expected)
      expect(ts).toBe(sh)
    }
  })

  it('says no whichever byte of them was changed, sums included, unless what the file holds is the same', () => {
    const untold = [warc, manifestName(1), manifestName(2)].flatMap((name) => {
      const content = files.get(name) ?? Buffer.alloc(0)
      const step = Math.max(1, Math.floor(content.length / 200))
      return Array.from({ length: Math.floor(content.length / step) }, (_, place) => place * step).filter((at) => {
        const spoilt = Buffer.from(content)
        spoilt[at] = (spoilt[at] ?? 0) ^ 1
        return reasonFor(changed(name, spoilt)) === 'yes' && !holdsTheSame(spoilt)
      })
    })
    expect(untold).toEqual([])
  })
})

/** Time stamp and system in the header of a gzip member say nothing of what it holds. */
function holdsTheSame(file: Buffer): boolean {
  return repacked(file, (record) => record).equals(repacked(warcFile(), (record) => record))
}

describe('a body that was erased', { timeout: 120_000 }, () => {
  it('is told with the reason, and the rest of the bundle stands', async () => {
    using own = await recorded(`${'u'.repeat(10)}dddoodduuu`)
    {
      await using store = openStore(own.data)
      const [, , down = ''] = await captured(store, own.data)
      const sha256 = (await readCaptures(captureDir(own.data)).manifest(down))?.hops[0]?.response?.body.sha256 ?? ''
      const body = { sha256, length: 26, reason: 'personal data', erased: [sha256] }
      const entry: Entry = { kind: 'erasure', at: t0, body }
      store.record([{ type: 'entry', entry }], nothingDerived)
      eraseBytes(captureDir(own.data), sha256)
      await signed(store, own.data)
    }
    const { files: bundle } = await bundleOf(own.data)
    for (const content of bundle.values()) expect(content.includes('Dupont')).toBe(false)
    const dir = mkdtempSync(join(own.path, 'bundle-'))
    unpack(dir, bundle)
    const { status, out } = await verifySh(dir)
    expect(out).toMatch(
      /note: the body [0-9a-f]{64} of the look at 2026-01-01T00:10:00\.000Z was erased; .* record \d+ says why: personal data/,
    )
    expect(status).toBe(0)
    expect(checkBundle(bundle, null).exchanges.erased).toMatchObject([{ record: { reason: 'personal data' } }])
  })
})

describe('what a record names and is no capture', { timeout: 120_000 }, () => {
  it.each([
    ['no JSON', '{"v":1'],
    ['no object', 'null'],
    ['of the right look and nothing more', '{"at":%at,"boot":"b","counter":10,"monitorId":"cnops-www","v":1,"vantageId":"v"}'],
    [
      'with odd values',
      '{"at":%at,"boot":"b","controls":1,"counter":10,"hops":[{}],"lookups":3,"monitorId":"cnops-www","v":1,"vantageId":"v"}',
    ],
  ])('is named by both verifiers: %s', async (_what, text) => {
    const at = t0 + 10 * minute
    const manifest = Buffer.from(text.replace('%at', String(at)))
    const sha256 = hex(manifest)
    using own = await recorded(`${'u'.repeat(10)}dddoodduuu`)
    {
      await using store = openStore(own.data)
      const look = { monitorId: 'cnops-www', vantageId: 'v', boot: 'b', counter: 10 }
      const body = { ...look, sha256, length: manifest.length, outcome: 'down', code: null, reason: 'change', bytes: 1 }
      store.record([{ type: 'entry', entry: { kind: 'capture', at, body } }], nothingDerived)
      await signed(store, own.data)
    }
    const { files: bundle } = await bundleOf(own.data)
    const { sh, ts } = await judged(new Map([...bundle, [`proof/captures/${sha256}.json`, manifest]]))
    expect(sh).toBe(`proof/captures/${sha256}.json: it has not the form of a capture`)
    expect(ts).toBe(sh)
  })
})

describe('captures for which there is no room', { timeout: 60_000 }, () => {
  it('are left out, those that show least first, and told', async () => {
    using own = await recorded(`${'u'.repeat(10)}dddoodduuu`)
    {
      await using store = openStore(own.data)
      const site = { dir: own.data, record: async (items: readonly LogItem[]) => void store.record(items, nothingDerived) }
      // Of a small one and three of 600 kB, which hardly get smaller, two of the large ones fit.
      const large = (seed: number): string => Buffer.from(noise(600_000, seed)).toString('latin1')
      for (const [counter, outcome, body] of [
        [3, 'up', 'small'],
        [10, 'down', large(1)],
        [12, 'down', large(2)],
        [17, 'up', large(3)],
      ] as const) {
        await plantCapture(site, { monitorId: 'cnops-www', at: t0 + counter * minute, outcome, body })
      }
      await signed(store, own.data)
    }
    const { zip, files: bundle } = await bundleOf(own.data)
    expect(zip.length).toBeLessThan(1_300_000)
    const { captures, leftOut } = checkBundle(bundle, null).exchanges
    expect([captures, leftOut]).toEqual([3, [t0 + 12 * minute]])
    const dir = mkdtempSync(join(own.path, 'bundle-'))
    unpack(dir, bundle)
    expect((await verifyPy(dir)).out).toMatch(/note: 1 captures that records name are not in this bundle .*\n {6}2026-01-01T00:12/)
  })
})

/** Text that looks random and are always the same (a linear congruential generator). */
function noise(length: number, seed: number): Uint8Array {
  let state = seed
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 25)
}
