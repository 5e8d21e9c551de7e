import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/evidence/checkpoint.ts'
import { advanceLog } from '../../src/evidence/evidence-log.ts'
import { logFiles } from '../../src/evidence/log-files.ts'
import { openLogKeys } from '../../src/evidence/log-keys.ts'
import { parseVerifierKey } from '../../src/evidence/note-key.ts'
import { verifyProof } from '../../src/evidence/proof.ts'
import { parseRecord } from '../../src/evidence/record-parse.ts'
import { recordBytes } from '../../src/evidence/record.ts'
import { parseEntryBundle, tilePath, tilesOf } from '../../src/evidence/tiles.ts'
import { naiveLeaf, naiveRoot, naiveTiles } from '../evidence/naive-tree.ts'
import { entry } from '../store/make.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite, type TestSite } from './site.ts'

const config = configOf([serviceOf('a', [monitorOf('a-www')])])

/** A site with so many records, 600 of them signed. */
async function signedSite(): Promise<TestSite> {
  const site = await testSite(config, looksOf('a-www', 'u'.repeat(599), now - minute))
  const files = logFiles(site.dir)
  advanceLog({ files, keys: openLogKeys(files, files.key, 'vigie.example.org/log'), reader: site.reader }, false)
  await site.record(looksOf('a-www', 'u'.repeat(50), now + 50 * minute))
  return site
}

const bytesOf = async (site: TestSite, path: string): Promise<Buffer> => {
  const response = await site.get(path)
  expect([path, response.status]).toEqual([path, 200])
  return Buffer.from(await response.arrayBuffer())
}

describe('the evidence log', () => {
  it('is served as tiles that equal those of another implementation, over records that equal its own', async () => {
    await using site = await signedSite()
    const verifier = parseVerifierKey((await (await site.get('/log/key')).text()).trim())
    const head = openCheckpoint(await bytesOf(site, '/log/checkpoint'), [verifier])
    expect(head).toMatchObject({ origin: 'vigie.example.org/log', size: 600 })
    const records = site.reader.log(0, 600).map((record) => Buffer.from(recordBytes(record, null)))
    const leaves = records.map(naiveLeaf)
    expect(Buffer.from(head.root)).toEqual(naiveRoot(leaves))
    const tile = naiveTiles(leaves)
    for (const address of tilesOf(600)) {
      const { level, index, width } = address
      expect(await bytesOf(site, `/log/${tilePath(address)}`)).toEqual(tile(level, index, width))
      if (level > 0) continue
      const bundle = await bytesOf(site, `/log/${tilePath({ ...address, level: 'entries' })}`)
      expect(parseEntryBundle(bundle, width).map((one) => Buffer.from(one))).toEqual(records.slice(index * 256, index * 256 + width))
    }
    expect(await bytesOf(site, '/log/tile/0/000.p/17')).toEqual(tile(0, 0, 17))
  })

  it('never changes at an address, and says so', async () => {
    await using site = await signedSite()
    for (const path of ['/log/tile/0/000', '/log/tile/entries/002.p/88', '/log/tile/1/000.p/2', '/api/v1/records/3']) {
      const response = await site.get(path)
      expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
      expect((await site.get(path, { 'If-None-Match': response.headers.get('ETag') ?? '' })).status).toBe(304)
    }
    const checkpoint = await site.get('/log/checkpoint')
    expect(checkpoint.headers.get('Cache-Control')).toBe('no-cache')
    expect(checkpoint.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
  })

  it.each([
    ['/log/tile/0/2', 400],
    ['/log/tile/0/000.p/256', 400],
    ['/log/tile/0/000.p/0', 400],
    ['/log/tile/0/x000/000', 400],
    ['/log/tile/entries/', 400],
    ['/log/tile/99/000', 400],
    ['/log/tile/0/002', 404],
    ['/log/tile/0/002.p/89', 404],
    ['/log/tile/entries/002.p/89', 404],
    ['/log/tile/0/x999/999', 404],
    ['/log/tile/1/000', 404],
    ['/log/tile/2/000.p/1', 404],
    ['/log/key.pem', 404],
    ['/log/..%2fvigie.db', 404],
    ['/log/', 404],
    ['/api/v1/records/650', 404],
    ['/api/v1/records/01', 400],
    ['/api/v1/records/-1', 400],
    ['/api/v1/records/600/proof', 404],
    ['/api/v1/records/650/proof', 404],
    ['/api/v1/records/x/proof', 400],
  ])('answers %s with %d as a problem', async (path, status) => {
    await using site = await signedSite()
    const response = await site.get(path)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([status, 'application/problem+json'])
  })

  it('proves each record against the checkpoint', async () => {
    await using site = await signedSite()
    const keys = [parseVerifierKey((await (await site.get('/log/key')).text()).trim())]
    for (const seq of [0, 1, 255, 256, 511, 512, 599]) {
      const record = await bytesOf(site, `/api/v1/records/${seq}`)
      const proof = await site.get(`/api/v1/records/${seq}/proof`, { Accept: 'text/plain' })
      expect(verifyProof(record, Buffer.from(await proof.arrayBuffer()), keys)).toMatchObject({ index: seq, checkpoint: { size: 600 } })
      expect(parseRecord(record).seq).toBe(seq)
    }
    expect((await bytesOf(site, '/api/v1/records/640')).length).toBeGreaterThan(100)
  })

  it('gives a record that is too long by its digest, and whole beside it', async () => {
    await using site = await testSite(config)
    const seq = site.reader.size()
    await site.record([entry({ kind: 'software', body: { 10: 'x'.repeat(70_000), 9: 'é' } })])
    const digest = await site.json(`/api/v1/records/${seq}`)
    const whole = await bytesOf(site, `/api/v1/records/${seq}/whole`)
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(whole))).toString('hex')
    expect(digest).toEqual({ kind: 'software', seq, v: 1, whole: { length: whole.length, sha256 } })
    expect(whole.toString()).toMatch(/"body":\{"10":"x+","9":"é"\}/)
  })

  it('has nothing to show before the first checkpoint', async () => {
    await using site = await testSite(config)
    for (const path of ['/log/checkpoint', '/log/key', '/log/tile/0/000.p/1', '/api/v1/records/0/proof']) {
      expect((await site.get(path)).status).toBe(404)
    }
    expect((await site.get('/api/v1/records/0')).status).toBe(200)
  })
})
