import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { diffConfig } from '../../src/core/config-change.ts'
import type { PublicConfig } from '../../src/core/public-config.ts'
import { publicConfig } from '../../src/core/public-config.ts'
import { folder, monitorFile } from './folder.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function publish(text: string): Promise<PublicConfig> {
  await using home = await folder()
  await home.write('ca.pem', readFileSync('config/example/ca.pem'))
  return publicConfig(await home.config(text), sha256)
}

const hashOf = async (lines: string) => (await publish(monitorFile(lines))).services[0]?.monitors[0]?.configHash ?? ''

const base = `url: https://a.example/
method: POST
headers: { X-Api-Key: secret-1, Accept-Language: fr }
body: '{"ping": 1}'
auth: { basic: { username: user, password: secret-2 } }
proxy: http://u:secret-3@proxy.example:3128
expect: { contains: [ok] }`

describe('the hash of a configuration', () => {
  const changes = [
    ['url', 'a.example/', 'a.example/b'],
    ['method', 'POST', 'PUT'],
    ['the name of a header', 'X-Api-Key', 'X-Api-Token'],
    ['the value of a plain header', 'fr }', 'ar }'],
    ['the body', '"ping": 1', '"ping": 2'],
    ['an expectation', '[ok]', '[ok, yes]'],
    ['a status', 'contains: [ok]', 'contains: [ok], status: 204'],
    ['the kind of sign-in', 'basic: { username: user, password: secret-2 }', 'bearer: secret-2'],
    ['the proxy', 'proxy.example', 'other.example'],
    ['redirects', 'method', 'follow: 0\nmethod'],
    ['tls.verify', 'method', 'tls: { verify: false }\nmethod'],
    ['the certificate authority', 'method', 'tls: { ca: ca.pem }\nmethod'],
  ]
  it.each(changes)('changes with %s', async (_what, from, to) => {
    expect(base).toContain(from)
    expect(await hashOf(base.replace(from, to))).not.toBe(await hashOf(base))
  })

  const same = [
    ['the secret value of a header', 'secret-1', 'other-1'],
    ['a password', 'secret-2', 'other-2'],
    ['the password of a proxy', 'secret-3', 'other-3'],
    ['a user name', 'username: user', 'username: somebody'],
    ['the interval', 'method', 'every: 5m\ntimeout: 1s\nconfirm: { down: 9 }\nmethod'],
    ['the name', 'method', 'name: Something\nmethod'],
    ['the order of keys', 'method: POST\n', ''],
    ['letters of the host', 'https://a.example/', 'https://A.example'],
  ]
  it.each(same)('does not change with %s', async (what, from, to) => {
    const changed = what === 'the order of keys' ? `method: POST\n${base.replace(from, to)}` : base.replace(from, to)
    expect(changed).not.toBe(base)
    expect(await hashOf(changed)).toBe(await hashOf(base))
  })

  it('is SHA-256 in lower-case hex', async () => {
    expect(await hashOf(base)).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('the public configuration', () => {
  it('holds no header, body or sign-in at all', async () => {
    const monitor = (await publish(monitorFile(base))).services[0]?.monitors[0]
    expect(Object.keys(monitor ?? {}).toSorted()).toEqual([
      'configHash',
      'everyMs',
      'expect',
      'formerly',
      'id',
      'kind',
      'method',
      'name',
      'recheckMs',
      'rules',
      'schedule',
      'serviceId',
      'timeoutMs',
      'url',
    ])
    expect(JSON.stringify(monitor)).not.toMatch(/secret-|ping|Accept-Language/)
  })

  it('gives a cron monitor the shortest distance of its slots', async () => {
    const monitors = (await publish(monitorFile("url: https://a.example/\ncron: '0,10,15 8 * * *'"))).services[0]?.monitors
    expect(monitors?.[0]?.everyMs).toBe(300_000)
  })
})

const monitors = (...lines: string[]) =>
  publish(`services:\n  - id: s\n    monitors:\n${lines.map((line) => `      - { url: https://a.example/, ${line} }\n`).join('')}`)

describe('a changed configuration', () => {
  const nothing = { same: false, added: [], removed: [], renamed: [], broken: [], rescheduled: [] }

  it('adds every monitor at first', async () => {
    expect(diffConfig(null, await monitors('id: a', 'id: b'))).toEqual({ ...nothing, added: ['a', 'b'] })
  })

  const changes = [
    { name: 'nothing', from: ['id: a'], to: ['id: a'], change: { same: true } },
    {
      name: 'a monitor added, another removed',
      from: ['id: a', 'id: b'],
      to: ['id: b', 'id: c'],
      change: { added: ['c'], removed: ['a'] },
    },
    { name: 'a renamed one', from: ['id: a'], to: ['id: b, formerly: [a]'], change: { renamed: [{ from: 'a', to: 'b' }] } },
    { name: 'a rename told again', from: ['id: b, formerly: [a]'], to: ['id: b, formerly: [a, z]'], change: {} },
    {
      name: 'two renames at once',
      from: ['id: b, formerly: [a]'],
      to: ['id: c, formerly: [a, b]'],
      change: { renamed: [{ from: 'b', to: 'c' }] },
    },
    { name: 'a rename of what was retired before', from: ['id: x'], to: ['id: x', 'id: b, formerly: [a]'], change: { added: ['b'] } },
    { name: 'another expectation', from: ['id: a'], to: ['id: a, expect: { status: 204 }'], change: { broken: ['a'] } },
    { name: 'another interval', from: ['id: a'], to: ['id: a, every: 5m'], change: { rescheduled: ['a'] } },
    {
      name: 'everything of one monitor',
      from: ['id: a'],
      to: ["id: b, formerly: a, method: HEAD, cron: '* * * * *'"],
      change: { renamed: [{ from: 'a', to: 'b' }], broken: ['b'], rescheduled: ['b'] },
    },
    { name: 'a name alone', from: ['id: a'], to: ['id: a, name: A'], change: {} },
  ]
  for (const { name, from, to, change } of changes) {
    it(`tells ${name}`, async () => {
      expect(diffConfig(await monitors(...from), await monitors(...to))).toEqual({ ...nothing, ...change })
    })
  }

  it('lets a monitor move to another service', async () => {
    const moved = await publish('services:\n  - { id: s }\n  - { id: t, monitors: [{ id: a, url: https://a.example/ }] }\n')
    expect(diffConfig(await monitors('id: a'), moved)).toEqual(nothing)
  })
})
