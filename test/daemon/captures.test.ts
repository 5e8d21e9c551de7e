import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WARCParser } from 'warcio'
import { captureWarc } from '../../src/evidence/capture-warc.ts'
import { captureDir, readCaptures } from '../../src/evidence/capture-files.ts'
import { dailyBytes } from '../../src/daemon/capture-room.ts'
import { captureRig, contents, roundAt, told } from '../support/captures.ts'
import { handClock } from '../support/hand-clock.ts'
import { httpTarget, monitorOf } from '../support/monitors.ts'
import { serving } from '../support/serving.ts'
import { temporaryDirectory } from '../support/temporary.ts'

const hour = 3_600_000

/** A server that answers with what it is told at the moment. */
async function answering() {
  let answer = { status: 200, body: '<title>Portail</title><p>Bienvenue</p>' }
  const server = await serving((request, response) => {
    const body = answer.body.replace('{authorization}', request.headers.authorization ?? '').replace('{path}', request.url ?? '')
    response
      .writeHead(answer.status, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': 'id=s3ss10n; Path=/; HttpOnly' })
      .end(body)
  })
  return {
    ...server,
    say(status: number, body: string) {
      answer = { status, body }
    },
  }
}
const down = '<h1>Service indisponible</h1><p>Revenez plus tard</p>'
const monitor = (url: string) => monitorOf('portal', { target: httpTarget(url) })

describe('captures', { timeout: 60_000 }, () => {
  it('are made at each change and once a day, and bodies are kept once', async () => {
    await using dir = await temporaryDirectory()
    await using server = await answering()
    await using rig = captureRig({ dataDir: dir.path })
    for (const [status, body] of [
      [200, 'up'],
      [200, 'up'],
      [503, down],
      [503, down],
      [200, 'up'],
    ] as const) {
      server.say(status, body)
      await rig.look(monitor(server.url))
    }
    await rig.clock.advance(24 * hour)
    await rig.look(monitor(server.url))
    const entries = await rig.end()
    expect(told(entries)).toEqual([
      'body body',
      'body text',
      'capture up change',
      'body body',
      'body text',
      'capture down change',
      'capture up change',
      'capture up daily',
    ])
    const files = contents(captureDir(dir.path))
    expect(files.size).toBe(2 + 2 + 4)
    for (const [name, bytes] of files) expect(name.slice(0, 64)).toBe(createHash('sha256').update(bytes).digest('hex'))
    const named = entries.filter(({ kind }) => kind !== 'uncaptured').map(({ body }) => String(body['sha256']))
    expect([...files.keys()].map((name) => name.slice(0, 64)).toSorted()).toEqual(named.toSorted())
  })

  it('of pages that work wait for a later look when many come at once, and none is left out', async () => {
    await using dir = await temporaryDirectory()
    await using server = await answering()
    await using rig = captureRig({ dataDir: dir.path })
    const monitors = Array.from({ length: 40 }, (_, i) => monitorOf(`portal-${i}`, { target: httpTarget(`${server.url}?${i}`) }))
    const kept = () => rig.entries.flatMap(({ kind, body }) => (kind === 'capture' ? [String(body['monitorId'])] : []))
    const rounds: number[] = []
    while (kept().length < monitors.length && rounds.length < monitors.length) {
      await Promise.all(monitors.map((one) => rig.look(one)))
      await rig.captures.settled()
      rounds.push(kept().length)
    }
    expect(rounds[0]).toBeLessThan(monitors.length)
    expect(kept().toSorted()).toEqual(monitors.map(({ id }) => id).toSorted())
    expect(rig.entries.filter(({ kind }) => kind === 'uncaptured')).toEqual([])
    server.say(503, down)
    await Promise.all(monitors.map((one) => rig.look(one)))
    await rig.captures.settled()
    expect(told(rig.entries).filter((one) => one === 'capture down change')).toHaveLength(monitors.length)
  })

  it('are found by monitor, period and outcome, and read back whole by an independent reader', async () => {
    await using dir = await temporaryDirectory()
    await using server = await answering()
    await using rig = captureRig({ dataDir: dir.path })
    await rig.look(monitor(server.url))
    server.say(503, down)
    const failed = await rig.look(monitor(server.url))
    await rig.end()
    expect(rig.store.captures({ monitorId: 'portal' }).map(({ outcome }) => outcome)).toEqual(['up', 'down'])
    expect(rig.store.captures({ monitorId: 'other' })).toEqual([])
    expect(rig.store.captures({ monitorId: 'portal', outcome: 'up', newest: 1 }).map(({ outcome }) => outcome)).toEqual(['up'])
    expect(rig.store.captures({ monitorId: 'portal', period: { from: 0, to: failed.at } }).map(({ code }) => code)).toEqual([null])
    const [newest] = rig.store.captures({ monitorId: 'portal', newest: 1 })
    expect(newest).toMatchObject({ at: failed.at, boot: failed.boot, counter: failed.counter, outcome: 'down', code: 'http_status' })
    const reader = readCaptures(captureDir(dir.path))
    const kept = await reader.capture(newest?.sha256 ?? '')
    if (kept === null) throw new Error('it was not kept')
    const seen: string[] = []
    for await (const record of new WARCParser([captureWarc(kept.capture, kept.manifest.maker)])) {
      const content = Buffer.from(await record.readFully(true)).toString()
      if (record.warcType === 'response') seen.push(`${record.httpHeaders?.statusCode} ${content}`)
    }
    expect(seen).toEqual([`503 ${down}`])
    const manifest = await reader.manifest(newest?.sha256 ?? '')
    const text = await reader.bytes(manifest?.text?.sha256 ?? '')
    expect(Buffer.from(text ?? []).toString()).toBe('Service indisponible\nRevenez plus tard')
  })

  it('are not repeated after a restart that nothing changed in', async () => {
    await using dir = await temporaryDirectory()
    await using server = await answering()
    const clock = handClock()
    {
      await using first = captureRig({ dataDir: dir.path, clock })
      await first.look(monitor(server.url))
    }
    await using second = captureRig({ dataDir: dir.path, clock })
    await second.look(monitor(server.url))
    expect(told(await second.end())).toEqual([])
  })

  it('of a failed look wait for the control round that judges it', async () => {
    await using dir = await temporaryDirectory()
    await using server = await answering()
    await using rig = captureRig({ dataDir: dir.path, controlled: true })
    server.say(503, down)
    const failed = await rig.look(monitor(server.url))
    rig.captures.heard(roundAt(failed.at - 1))
    rig.captures.heard(roundAt(failed.at + failed.durationMs + 500))
    await rig.end()
    const [row] = rig.store.captures({ monitorId: 'portal' })
    const kept = await readCaptures(captureDir(dir.path)).capture(row?.sha256 ?? '')
    expect(kept?.capture.controls?.at).toBe(failed.at + failed.durationMs + 500)
  })

  it('have room of their own for each day, and what had none is recorded', async () => {
    await using dir = await temporaryDirectory()
    await using server = await answering()
    await using rig = captureRig({ dataDir: dir.path })
    const page = 'x'.repeat(900_000)
    const fit = Math.floor(dailyBytes / 900_000) - 1
    for (let turn = 0; turn < fit + 3; turn += 1) {
      server.say(turn % 2 === 0 ? 200 : 503, page)
      await rig.look(monitor(server.url))
    }
    await rig.captures.settled()
    await rig.clock.advance(24 * hour)
    server.say(200, page)
    await rig.look(monitor(server.url))
    const seen = told(await rig.end())
    const kept = seen.filter((line) => line.startsWith('capture')).length
    const missed = Number(seen.find((line) => line.startsWith('uncaptured daily_cap'))?.split(' ')[2])
    expect(kept + missed).toBe(fit + 4)
    expect(missed).toBeGreaterThan(0)
    expect(seen.at(-1)).toBe('capture up daily')
  })

  it('that cannot be written cost a line and a record, and no look', async () => {
    await using dir = await temporaryDirectory()
    await using server = await answering()
    writeFileSync(join(dir.path, 'captures'), 'in the way')
    await using rig = captureRig({ dataDir: dir.path })
    expect((await rig.look(monitor(server.url))).outcome).toBe('up')
    server.say(503, down)
    expect((await rig.look(monitor(server.url))).outcome).toBe('down')
    expect(told(await rig.end())).toEqual(['uncaptured not_written 2'])
    expect(rig.lines.filter((line) => line.includes('a capture could not be written')).length).toBe(1)
  })
})

describe('no secret of ours is kept', { timeout: 60_000 }, () => {
  const secret = 'tr3s-s3cret-k3y'
  const basic = Buffer.from(`user:${secret}`).toString('base64')
  const target = (url: string) => ({
    ...httpTarget(`${url}private?token=${secret}`),
    headers: [
      ['X-Api-Key', 'another-k3y'],
      ['Cookie', `login=${secret}`],
    ] as const,
    auth: { kind: 'basic', username: 'user', password: secret } as const,
  })
  const planted = [secret, basic, 'another-k3y', 's3ss10n']

  for (const { name, body, kept } of [
    { name: 'of requests, addresses and cookies', body: 'harmless', kept: true },
    { name: 'that an answer repeats: its body is left out', body: 'you sent {authorization}', kept: false },
    { name: 'that an answer repeats in an address', body: '<a href="{path}">again</a>', kept: false },
  ]) {
    it(name, async () => {
      await using dir = await temporaryDirectory()
      await using server = await answering()
      server.say(200, body)
      await using rig = captureRig({ dataDir: dir.path, secrets: [secret] })
      await rig.look(monitorOf('portal', { target: target(server.url) }))
      const entries = await rig.end()
      const everything = [...contents(captureDir(dir.path)).values(), Buffer.from(JSON.stringify(entries)), Buffer.from(rig.lines.join(''))]
      for (const bytes of everything) for (const text of planted) expect(bytes.toString('latin1')).not.toContain(text)
      const [row] = rig.store.captures({ monitorId: 'portal' })
      const whole = await readCaptures(captureDir(dir.path)).capture(row?.sha256 ?? '')
      const response = whole?.capture.hops[0]?.response
      expect(response?.truncated).toBe(kept ? null : 'unspecified')
      expect(Buffer.from(response?.head ?? []).toString()).toContain('id=***; Path=/; HttpOnly')
      expect(Buffer.from(whole?.capture.hops[0]?.request ?? []).toString()).toContain('GET /private?token=*** HTTP/1.1\r\n')
    })
  }
})
