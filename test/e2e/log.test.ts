import { execFileSync } from 'node:child_process'
import { createHash, createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCheckpoint, type SignedCheckpoint } from '../../src/evidence/checkpoint.ts'
import { keptCheckpoint } from '../../src/evidence/kept-checkpoints.ts'
import { parseVerifierKey } from '../../src/evidence/note-key.ts'
import { parseNote } from '../../src/evidence/note.ts'
import { recordBytes } from '../../src/evidence/record.ts'
import { readSigningKey } from '../../src/evidence/signing-key.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { naiveLeaf, naiveRoot } from '../evidence/naive-tree.ts'
import { switchablePage } from '../support/switchable.ts'
import { startTimeAuthority } from '../support/time-authority.ts'
import { startVigie } from '../support/vigie.ts'
import { address, keyOf, place } from './place.ts'

async function checkpointOf(url: string): Promise<Buffer> {
  const response = await fetch(`${url}/log/checkpoint`)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

/** Of the one monitor. */
async function stateAt(url: string): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/monitors`)
  const { items }: { items: readonly { readonly state: string }[] } = JSON.parse(await response.text())
  return items[0]?.state
}

describe('the evidence log of a running daemon', () => {
  it('only ever appends, whenever it is killed: all that it signed is one history', async () => {
    await using page = await switchablePage()
    await using at = await place(page.url)
    const signed: SignedCheckpoint[] = []
    let keyText = ''
    for (let run = 0; run < 3; run += 1) {
      const vigie = startVigie(at.argv)
      const url = await address(vigie)
      const told = await keyOf(vigie)
      expect(run === 0 || told === keyText).toBe(true)
      keyText = told
      // Changes of an outage are signed as they come, one after another.
      for (let change = 0; change < 2; change += 1) {
        page.answer(change % 2 === 0 ? 503 : 200)
        const wanted = change % 2 === 0 ? 'down' : 'up'
        await expect.poll(() => stateAt(url), { timeout: 60_000, interval: 20 }).toBe(wanted)
        const before = signed.length
        await expect
          .poll(
            async () => {
              const head = openCheckpoint(await checkpointOf(url), [parseVerifierKey(keyText)])
              if (head.size !== signed.at(-1)?.size) signed.push(head)
              return signed.length
            },
            { timeout: 60_000, interval: 20 },
          )
          .toBeGreaterThan(before)
      }
      // In the midst of whatever it is at.
      vigie.child.kill(run === 2 ? 'SIGTERM' : 'SIGKILL')
      await vigie.ended()
    }
    const last = openCheckpoint(readFileSync(join(at.data, 'log', 'checkpoint')), [parseVerifierKey(keyText)])
    await using reader = openReader(at.data)
    expect(last.size).toBeLessThanOrEqual(reader.size())
    const leaves = reader.log(0, reader.size()).map((record) => naiveLeaf(recordBytes(record, null)))
    for (const { size, root } of [...signed, last]) expect([size, Buffer.from(root)]).toEqual([size, naiveRoot(leaves.slice(0, size))])
    expect(signed.map(({ size }) => size)).toEqual(signed.map(({ size }) => size).toSorted((a, b) => a - b))
    expect(reader.entries('key')).toMatchObject([{ body: { verifierKey: keyText, replaces: null } }])
    // OpenSSL, told nothing but the public key, agrees with the signature.
    const { text, signatures } = parseNote(readFileSync(join(at.data, 'log', 'checkpoint')))
    const files = { text: join(at.data, 'text'), signature: join(at.data, 'signature'), key: join(at.data, 'public.pem') }
    writeFileSync(files.text, text)
    writeFileSync(files.signature, signatures[0]?.signature ?? '')
    const key = readSigningKey(join(at.data, 'log', 'key.pem')) ?? expect.fail()
    writeFileSync(files.key, createPublicKey(key).export({ type: 'spki', format: 'pem' }))
    const verify = ['pkeyutl', '-verify', '-pubin', '-inkey', files.key, '-rawin', '-in', files.text, '-sigfile', files.signature]
    expect(execFileSync('openssl', verify, { encoding: 'utf8' })).toContain('Verified Successfully')
  }, 240_000)

  it('has its checkpoints stamped, names the newest stamp in every later record, and records what failed once', async () => {
    await using page = await switchablePage()
    await using authority = await startTimeAuthority()
    await using gone = await startTimeAuthority({ play: (_request, _reply, response) => response.writeHead(404).end() })
    await using at = await place(page.url, `evidence: { authorities: ["${authority.url}", "${gone.url}"] }`)
    await using vigie = startVigie(at.argv)
    const url = await address(vigie)
    await keyOf(vigie)
    page.answer(503)
    await vigie.says(/"no time stamp"/)
    await vigie.says(/"time stamp"/)
    await using reader = openReader(at.data)
    await expect.poll(() => reader.entries('token').length, { timeout: 10_000 }).toBe(2)
    const [first, second] = reader.entries('token').toSorted((a, b) => Object.keys(b.body).length - Object.keys(a.body).length)
    expect(second?.body).toMatchObject({ authority: gone.url, failure: { code: 'http_status', reason: 'answered 404', attempts: 1 } })
    expect(gone.asked()).toBe(1)
    const { size, genTime, sha256 } = Object(first?.body)
    expect(first?.body).toMatchObject({ authority: authority.url, accuracyMs: 1501 })
    // The token is over the very file of a checkpoint that is kept, and OpenSSL agrees.
    const token = Buffer.from(await (await fetch(`${url}/log/tokens/0`)).arrayBuffer())
    expect(createHash('sha256').update(token).digest('hex')).toBe(sha256)
    const verifiers = [parseVerifierKey(await keyOf(vigie))]
    const files = { data: join(at.data, 'stamped'), token: join(at.data, 'token'), roots: join(at.data, 'roots.pem') }
    writeFileSync(files.data, keptCheckpoint(join(at.data, 'log', 'checkpoints'), size, verifiers) ?? expect.fail())
    writeFileSync(files.token, token)
    writeFileSync(files.roots, authority.roots)
    const verify = ['ts', '-verify', '-data', files.data, '-in', files.token, '-token_in', '-CAfile', files.roots]
    expect(execFileSync('openssl', [...verify, '-attime', `${Math.floor(genTime / 1000)}`], { encoding: 'utf8', stdio: 'pipe' })).toContain(
      'OK',
    )
    // Records after it were not finished before it.
    const seq = first?.seq ?? expect.fail()
    const anchorOf = async (place: number) => Object(await (await fetch(`${url}/api/v1/records/${place}`)).json()).anchor
    await expect.poll(() => reader.size(), { timeout: 10_000 }).toBeGreaterThan(seq + 2)
    expect(await Promise.all([seq - 1, seq, seq + 1, seq + 2].map(anchorOf))).toEqual([undefined, undefined, sha256, sha256])
  })

  it('measures on and says so when the log cannot be signed', async () => {
    await using page = await switchablePage()
    await using at = await place(page.url)
    {
      await using vigie = startVigie(at.argv)
      await keyOf(vigie)
      vigie.child.kill('SIGTERM')
      expect(await vigie.ended()).toBe(0)
    }
    writeFileSync(join(at.data, 'log', 'checkpoint'), 'spoilt\n')
    await using vigie = startVigie(at.argv)
    const url = await address(vigie)
    await vigie.says(/no checkpoint can be signed/)
    const asked = page.asked()
    await expect
      .poll(async () => (await fetch(`${url}/readyz`)).json(), { timeout: 15_000 })
      .toMatchObject({
        status: 'not ready',
        reasons: [expect.stringMatching(/no checkpoint can be signed: the evidence log does not go on: .*move the log directory away/)],
      })
    await expect.poll(() => page.asked(), { timeout: 15_000 }).toBeGreaterThan(asked)
  })
})
