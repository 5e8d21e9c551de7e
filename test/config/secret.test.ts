import { createHash } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publicConfig } from '../../src/core/public-config.ts'
import { folder, monitorFile, targetOf } from './folder.ts'

const planted = 'pl4nted/s+cret word'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a secret', () => {
  const places = [
    'auth: { basic: { username: u, password: SECRET } }',
    'auth: { bearer: SECRET }',
    'headers: { X-Api-Key: SECRET }',
    'headers: { Cookie: SECRET }',
    'headers: { X-Plain: { file: secret } }',
    'body: { file: secret }',
    'proxy: http://u:ENCODED@proxy.example:3128',
  ]
  for (const place of places) {
    it(`${place} is kept for redaction and stays out of what everybody may see`, async () => {
      await using home = await folder()
      await home.write('secret', `${planted}\n`)
      const lines = place.replace('SECRET', JSON.stringify(planted)).replace('ENCODED', encodeURIComponent(planted))
      const around = `url: https://a.example/${encodeURIComponent(planted)}?k=${encodeURIComponent(planted)}\nexpect: { contains: ${JSON.stringify(planted)}, json: [{ path: $.a, equals: { b: [${JSON.stringify(planted)}] } }] }`
      const config = await home.config(monitorFile(`${around}\n${lines}`))
      expect(config.secrets).toContain(planted)
      const seen = JSON.stringify(publicConfig(config, (text) => text))
      expect(seen).not.toContain(planted)
      expect(seen).not.toContain(encodeURIComponent(planted))
      expect(seen).toContain('https://a.example/***?k=***')
    })
  }

  it('of a file loses its last line break only, and the file is watched', async () => {
    await using home = await folder()
    await home.write('run/key', 'one\ntwo \r\n')
    const config = await home.config(monitorFile('url: https://a.example/\nbody: { file: run/key }'))
    expect(targetOf(config)).toMatchObject({ body: 'one\ntwo ' })
    expect(config.files).toContain(join(home.path, 'run/key'))
  })

  it('that cannot be read is a problem with a remedy', async () => {
    await using home = await folder()
    await chmod(await home.write('key', 'x'), 0)
    const problems = await home
      .problems(monitorFile('url: https://a.example/\nauth: { bearer: { file: key } }'))
      .catch(() => 'running as root')
    expect([
      'running as root',
      ['6:33 services[0].monitors[0].auth.bearer.file: key may not be read; give this user the right to'],
    ]).toContainEqual(problems)
  })

  it('from the environment is one in every secret field, and anywhere when the variable sounds like one', async () => {
    await using home = await folder()
    const text = monitorFile(
      'url: https://a.example/${API_TOKEN}/${PAGE}\nheaders: { Authorization: "Basic ${CRED}", Accept-Language: "${LANGUAGE}" }\nbody: "${FORM}"',
    )
    const config = await home.config(text, { API_TOKEN: 'tok-1', PAGE: 'page', CRED: 'cred-1', LANGUAGE: 'french', FORM: 'form-1' })
    expect(config.secrets.toSorted()).toEqual(['Basic cred-1', 'cred-1', 'form-1', 'tok-1'])
    expect(publicConfig(config, sha256).services[0]?.monitors[0]?.url).toBe('https://a.example/***/page')
  })

  it('in the user part of a url is read as basic authentication and shown nowhere', async () => {
    await using home = await folder()
    const config = await home.config(
      `controls: { targets: ["https://u:c0ntrol-pw@c.example/"] }\n${monitorFile('url: https://u:m0nitor-pw@a.example/')}`,
    )
    expect(config.secrets).toEqual(expect.arrayContaining(['c0ntrol-pw', 'm0nitor-pw', Buffer.from('u:m0nitor-pw').toString('base64')]))
    const seen = publicConfig(config, sha256)
    expect(seen.controls.targets[0]?.url).toBe('https://c.example/')
    expect(JSON.stringify(seen)).not.toMatch(/c0ntrol|m0nitor/)
  })

  it('too short to be masked is warned of', async () => {
    await using home = await folder()
    const config = await home.config(monitorFile('url: https://a.example/\nauth: { bearer: abc }'))
    expect(config.warnings.join()).toContain('a secret of fewer than 4 characters cannot be masked')
  })

  it('is in no problem, whatever else is wrong', async () => {
    await using home = await folder()
    await home.write('secret', planted)
    const text = `site: { title: "\${TITLE}", timezone: "\${DB_PASSWORD}", url: "https://u:${encodeURIComponent(planted)}@x/" }
server: { port: "\${DB_PASSWORD}" }
controls: { targets: ["ftp://u:${encodeURIComponent(planted)}@x"] }
services:
  - id: s
    monitors:
      - { id: a, url: "ftp://u:${encodeURIComponent(planted)}@a.example/" }
      - { id: b, url: "tcp://u:${encodeURIComponent(planted)}@a.example:1" }
      - { id: c, url: https://a.example/, auth: ${planted}, headers: [ ${planted} ], every: "\${DB_PASSWORD}" }
      - { id: "\${DB_PASSWORD}", url: https://a.example/, proxy: "socks://u:${encodeURIComponent(planted)}@x" }
      - { id: e, url: https://a.example/, auth: { bearer: { file: secret } }, method: "${planted}", expect: { host: "${planted}" } }
`
    const told = (await home.problems(text, { DB_PASSWORD: planted })).join('\n')
    expect(told.split('\n').length).toBeGreaterThan(10)
    expect(told).not.toContain(planted)
    expect(told).not.toContain(encodeURIComponent(planted))
  })
})
