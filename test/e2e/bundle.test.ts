import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkBundle } from '../../src/evidence/bundle/check-bundle.ts'
import { unzip } from '../../src/evidence/bundle/unzip.ts'
import { verifySh } from '../evidence/bundle/made.ts'
import { switchablePage } from '../support/switchable.ts'
import { startTimeAuthority } from '../support/time-authority.ts'
import { runVigie, startVigie } from '../support/vigie.ts'
import { address, keyOf, place } from './place.ts'

/** A control target: whoever connects has reached it. */
async function controlTarget() {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' ? bound?.port : 0
  return { target: `tcp://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() }
}

describe('an outage that was really measured', () => {
  it('can be checked by a stranger: with openssl and Python, by vigie verify, and against a checkpoint kept earlier', async () => {
    await using page = await switchablePage()
    await using authority = await startTimeAuthority()
    await using control = await controlTarget()
    await using at = await place(
      page.url,
      `evidence: { authorities: ["${authority.url}"] }\ncontrols: { required: 1, targets: ["${control.target}"] }`,
      'every: 1s, timeout: 1s, confirm: { down: 2, up: 1, recheck: 500ms }',
    )
    const from = (name: string): string => join(at.data, '..', name)
    await using vigie = startVigie(at.argv)
    const url = await address(vigie)
    const key = await keyOf(vigie)
    const json = async (path: string): Promise<any> => (await fetch(`${url}${path}`)).json()
    await expect.poll(() => page.asked(), { timeout: 30_000 }).toBeGreaterThan(2)
    await expect.poll(async () => (await fetch(`${url}/log/checkpoint`)).status, { timeout: 30_000 }).toBe(200)
    writeFileSync(from('earlier'), await (await fetch(`${url}/log/checkpoint`)).text())
    page.answer(503)
    await expect.poll(async () => (await json('/api/v1/outages?ongoing=true')).items.length, { timeout: 60_000 }).toBe(1)
    page.answer(200)
    await expect.poll(async () => (await json('/api/v1/outages?ongoing=false')).items.length, { timeout: 60_000 }).toBe(1)
    const [outage] = (await json('/api/v1/outages')).items
    const bundle = async (): Promise<Buffer> => {
      const response = await fetch(`${url}/api/v1/outages/${outage.id}/bundle`)
      const content = Buffer.from(await response.arrayBuffer())
      expect([response.headers.get('Content-Type'), response.headers.get('Content-Length')], String(content)).toEqual([
        'application/zip',
        String(content.length),
      ])
      return content
    }
    // The stamp comes some moments after the checkpoint.
    await expect
      .poll(async () => [...(await bundle()).toString('latin1').matchAll(/proof\/tokens\/\w+\.tst/g)].length, {
        timeout: 60_000,
        interval: 500,
      })
      .toBeGreaterThan(0)

    const zip = await bundle()
    writeFileSync(from('bundle.zip'), zip)
    const { figure, exchanges } = checkBundle(unzip(zip), [key])
    expect(figure.result).toEqual(outage)
    // The page that works, the failure, and the recovery, which decided when it was signed.
    expect(exchanges).toEqual({ captures: 3, leftOut: [], erased: [] })
    // Unpacked by another program.
    mkdirSync(from('bundle'))
    execFileSync('python3', ['-m', 'zipfile', '-e', from('bundle.zip'), from('bundle')])
    writeFileSync(from('roots.pem'), authority.roots)
    const said = await verifySh(from('bundle'), '--key', key, '--roots', from('roots.pem'))
    expect(said).toMatchObject({
      status: 0,
      out: expect.stringContaining(`${outage.id} lasted at least ${outage.minMs} ms, at most ${outage.maxMs} ms`),
    })

    const ofBundle = await runVigie(['verify', from('bundle.zip'), '--key', key])
    expect(ofBundle).toMatchObject({ status: 0, stdout: expect.stringContaining(`at least ${outage.minMs} ms`) })
    const ofUrl = await runVigie(['verify', url, '--key', key, '--since', from('earlier')])
    expect(ofUrl).toMatchObject({ status: 0, stdout: expect.stringMatching(/it only appended to the \d+ records of/) })
    const ofDirectory = await runVigie(['verify', at.data])
    expect(ofDirectory).toMatchObject({ status: 0, stdout: expect.stringContaining('sound') })
  }, 600_000)
})
