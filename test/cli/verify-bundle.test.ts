import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { logFiles } from '../../src/evidence/log-files.ts'
import { openLogKeys } from '../../src/evidence/log-keys.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { captured } from '../evidence/bundle/captured.ts'
import { bundleOf, signed, unpack } from '../evidence/bundle/made.ts'
import { configOf, looksOf, minute, monitorOf, now, serviceOf, testSite, type TestSite } from '../web/site.ts'
import { recorded, vigie } from './stored.ts'

const stranger = 'vigie.example.org/log+12ae6115+Ad7QbMj8OtdZ0Xeu360lTj18SOR9i4CndbOhGRN421CS'

describe('vigie verify, of a bundle', { timeout: 60_000 }, () => {
  it('says what holds and what it does not prove, packed or not, and names the first bad thing', async () => {
    using stored = await recorded('uuudddduu', 'cnops-www', 2)
    {
      await using store = openStore(stored.data)
      await captured(store, stored.data)
      await signed(store, stored.data)
    }
    const { path, files } = await bundleOf(stored.data)
    const dir = join(stored.path, 'unpacked')
    unpack(dir, files)
    for (const place of [path, dir]) {
      const { exit, out } = await vigie('verify', place)
      expect([exit, out]).toEqual([
        0,
        expect.stringMatching(/lasted at least 179500 ms, at most 300500 ms\n.*no time stamp.*\ntrusted: the key in the bundle itself/s),
      ])
      expect(out).toContain('evidence.warc.gz is what went over the wire in 2 looks, as records name it')
      expect(out).toContain('That the probe told the truth when it recorded.')
    }
    const json = await vigie('verify', path, '--json', '--key', String(files.get('key')).trim())
    expect(JSON.parse(json.out)).toMatchObject({
      sound: true,
      looks: 6,
      existedAt: [],
      figure: { method: 1 },
      captures: 2,
      // The last record of the tree is there in any case; it is a later capture.
      capturesLeftOut: ['2026-01-01T00:17:00.000Z'],
      erased: [],
    })
    expect(await vigie('verify', path, '--key', stranger)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('none of them a known key'),
    })
    writeFileSync(join(dir, 'records.bin'), 'x')
    expect(await vigie('verify', dir)).toMatchObject({
      exit: 1,
      out: `${dir}: NO: records.bin: not the file that was packed (SHA256SUMS)\n`,
    })
    writeFileSync(path, 'PK')
    expect(await vigie('verify', path, '--json')).toMatchObject({ exit: 1, out: expect.stringContaining('"sound":false') })
  })

  it.each([
    [['bundle.zip'], /bundle.zip: there is no such file/],
    [['http://127.0.0.1:1', '--key', 'poem'], /--key: verifier key: not <name>/],
    [['--since', 'checkpoint'], /--since goes with the address of a running instance/],
    [['--key', stranger], /--key goes with a bundle or the address/],
    [['http://127.0.0.1:1', 'more'], /one thing to verify/],
  ])('refuses %j', async (argv, expected) => {
    expect(await vigie('verify', ...argv)).toMatchObject({ exit: 2, err: expect.stringMatching(expected) })
  })
})

/** A site over a socket; `spoil` may answer in its place. */
async function served(site: TestSite, spoil: (path: string, bytes: Buffer) => Buffer = (_path, bytes) => bytes) {
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await site.get(request.url ?? '/')
      response.writeHead(answer.status).end(spoil(request.url ?? '/', Buffer.from(await answer.arrayBuffer())))
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  return {
    url: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('vigie verify, of a running instance', { timeout: 60_000 }, () => {
  const config = configOf([serviceOf('a', [monitorOf('a-www')])])

  it('compares it with what was kept earlier, and with its own tree', async () => {
    await using site = await testSite(config, looksOf('a-www', 'u'.repeat(700), now - minute))
    await signed(site.store, site.dir)
    const since = join(site.dir, 'earlier')
    writeFileSync(since, await (await site.get('/log/checkpoint')).text())
    await site.record(looksOf('a-www', 'u'.repeat(300), now + 300 * minute))
    await signed(site.store, site.dir)
    await using honest = await served(site)
    const key = (await (await site.get('/log/key')).text()).trim()
    expect(await vigie('verify', honest.url, '--since', since, '--key', key, '--json')).toMatchObject({ exit: 0 })
    const { out } = await vigie('verify', honest.url)
    expect(out).toMatch(/sound: the log vigie.example.org\/log has 1\d\d\d records.*\nnot compared with anything earlier/)
    expect(await vigie('verify', honest.url, '--key', stranger)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('none of them a known key'),
    })

    // The same key signed another history.
    const files = logFiles(site.dir)
    const { signer } = openLogKeys(files, files.key, 'vigie.example.org/log')
    const forked = join(site.dir, 'forked')
    writeFileSync(forked, signCheckpoint({ origin: signer.verifier.name, size: 500, root: Buffer.alloc(32, 7) }, [signer]))
    expect(await vigie('verify', honest.url, '--since', forked)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('consistency: the proof does not begin at the tree of 500'),
    })
    writeFileSync(forked, signCheckpoint({ origin: signer.verifier.name, size: 50_000, root: Buffer.alloc(32, 7) }, [signer]))
    expect(await vigie('verify', honest.url, '--since', forked)).toMatchObject({
      exit: 1,
      out: expect.stringContaining('some were taken out'),
    })

    await using liar = await served(site, (path, bytes) => {
      return path.startsWith('/log/tile/entries/000') ? Buffer.from(bytes.toString('latin1').replace('"ms":[', '"ms":[1'), 'latin1') : bytes
    })
    expect((await vigie('verify', liar.url)).exit).toBe(1)
  })

  it('says that nobody is there, and what is not an instance', async () => {
    expect(await vigie('verify', 'http://127.0.0.1:9')).toMatchObject({
      exit: 1,
      out: expect.stringContaining('/log/key cannot be reached'),
    })
    await using site = await testSite(config)
    await using unsigned = await served(site)
    expect(await vigie('verify', unsigned.url)).toMatchObject({ exit: 1, out: expect.stringContaining('answered 404') })
  })
})
