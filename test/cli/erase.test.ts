import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WARCParser } from 'warcio'
import { bundleCache } from '../../src/evidence/bundle/bundle-names.ts'
import { captureDir, readCaptures } from '../../src/evidence/capture-files.ts'
import { captureWarc } from '../../src/evidence/capture-warc.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { captureRig, contents, told } from '../support/captures.ts'
import { httpTarget, monitorOf } from '../support/monitors.ts'
import { serving } from '../support/serving.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { vigie } from './stored.ts'

const page = '<p>Mme Dupont, 12 rue du Port'

/** A data directory with one capture of the page, and the hash of its body. */
async function kept(dataDir: string): Promise<{ readonly body: string; readonly capture: string }> {
  await using server = await serving((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': page.length }).end(page),
  )
  await using rig = captureRig({ dataDir })
  await rig.look(monitorOf('portal', { target: httpTarget(server.url) }))
  const entries = await rig.end()
  const hashOf = (kind: string, of?: string) => String(entries.find((one) => one.kind === kind && one.body['of'] === of)?.body['sha256'])
  return { body: hashOf('body', 'body'), capture: hashOf('capture') }
}

describe('vigie erase', { timeout: 60_000 }, () => {
  it('erases a body and its text for good, records it, and the capture still reads', async () => {
    await using dir = await temporaryDirectory()
    const { body, capture } = await kept(dir.path)
    // A bundle that was asked for holds the body, too.
    const cached = join(bundleCache(dir.path), 'old.zip')
    mkdirSync(dirname(cached), { recursive: true })
    writeFileSync(cached, page)
    const command = ['erase', '--body', body, '--reason', 'personal data', '--data', dir.path]
    const { exit, out } = await vigie(...command, '--json')
    expect({ exit, told: JSON.parse(out) }).toMatchObject({
      exit: 0,
      told: { sha256: body, length: page.length, erased: [body, expect.any(String)] },
    })
    expect(existsSync(cached)).toBe(false)
    for (const bytes of contents(captureDir(dir.path)).values()) expect(bytes.toString()).not.toContain('Dupont')
    await using reader = openReader(dir.path)
    expect(reader.entries('erasure').map((entry) => entry.body)).toMatchObject([
      { sha256: body, length: page.length, reason: 'personal data' },
    ])
    const whole = await readCaptures(captureDir(dir.path)).capture(capture)
    if (whole === null) throw new Error('the capture is gone')
    const truncated: string[] = []
    for await (const record of new WARCParser([captureWarc(whole.capture, whole.manifest.maker)])) {
      await record.readFully(true)
      if (record.warcType === 'response') truncated.push(`${record.httpHeaders?.statusCode} ${record.warcHeader('WARC-Truncated')}`)
    }
    expect(truncated).toEqual(['200 unspecified'])
    expect((await vigie(...command)).exit).toBe(0)
    expect(reader.entries('erasure').length).toBe(1)
  })

  it('keeps the same bytes never again', async () => {
    await using dir = await temporaryDirectory()
    const { body } = await kept(dir.path)
    await vigie('erase', '--body', body, '--reason', 'law', '--data', dir.path)
    await using server = await serving((_request, response) =>
      response.writeHead(503, { 'content-type': 'text/html', 'content-length': page.length }).end(page),
    )
    await using rig = captureRig({ dataDir: dir.path })
    await rig.look(monitorOf('portal', { target: httpTarget(server.url) }))
    expect(told(await rig.end())).toEqual(['capture down change'])
    for (const bytes of contents(captureDir(dir.path)).values()) expect(bytes.toString()).not.toContain('Dupont')
  })

  it('refuses what was never kept, a running writer, and half a command', async () => {
    await using dir = await temporaryDirectory()
    const { body } = await kept(dir.path)
    const unknown = await vigie('erase', '--body', '0'.repeat(64), '--reason', 'law', '--data', dir.path)
    expect(unknown).toMatchObject({ exit: 1, err: expect.stringContaining('no body with this hash') })
    await using _rig = captureRig({ dataDir: dir.path })
    const locked = await vigie('erase', '--body', body, '--reason', 'law', '--data', dir.path)
    expect(locked).toMatchObject({ exit: 1, err: expect.stringContaining('another vigie is writing') })
    expect(await vigie('erase', '--body', 'abc', '--reason', 'law')).toMatchObject({ exit: 2 })
    expect(await vigie('erase', '--body', body)).toMatchObject({ exit: 2 })
  })
})
