import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { startWeb } from '../../src/web/start.ts'
import { configOf, healthAt, looksOf, minute, monitorOf, now, serviceOf, testSite } from './site.ts'

const config = configOf(
  Array.from({ length: 30 }, (_, index) => serviceOf(`s${index}`, [monitorOf(`m${index}`)])),
  {},
)
const start = { dataDir: 'none', config, host: '127.0.0.1', port: 0, trustProxy: false, health: healthAt(now) }
const looks = Array.from({ length: 30 }, (_, index) => looksOf(`m${index}`, 'uuuuu', now)).flat()

/** A request as it is on the wire: nothing is decompressed or followed. */
async function raw(
  url: string,
  options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<{ readonly response: IncomingMessage; readonly body: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request(url, options, resolve).on('error', reject).end()
  const response = await promise
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk))
  return { response, body: Buffer.concat(chunks) }
}

describe('over a socket', () => {
  it('serves pages, the API and files with the headers that keep a reader safe', async () => {
    await using site = await testSite(config, looks)
    await using web = await startWeb(start, { reader: site.reader, clock: site.clock, log: site.web.log })
    for (const path of ['/', '/api/v1/monitors', '/nothing', '/healthz', '/events']) {
      const stop = new AbortController()
      const { headers } = await fetch(`${web.url}${path}`, { signal: stop.signal })
      stop.abort()
      expect(headers.get('Content-Security-Policy'), path).toBe(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      )
      expect(
        [
          headers.get('X-Content-Type-Options'),
          headers.get('Referrer-Policy'),
          headers.get('X-Frame-Options'),
          headers.get('X-Powered-By'),
        ],
        path,
      ).toEqual(['nosniff', 'no-referrer', 'SAMEORIGIN', null])
      expect(headers.get('Access-Control-Allow-Origin'), path).toBe('*')
    }
  })

  it('codes what is worth it in what the client reads, and tells caches', async () => {
    await using site = await testSite(config, looks)
    await using web = await startWeb(start, { reader: site.reader, clock: site.clock, log: site.web.log })
    const plain = await raw(web.url, { headers: { 'Accept-Language': 'en' } })
    expect(plain.response.headers['content-encoding']).toBeUndefined()
    for (const [coding, decode] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
      ['zstd', zstdDecompressSync],
    ] as const) {
      const { response, body } = await raw(web.url, { headers: { 'Accept-Encoding': coding, 'Accept-Language': 'en' } })
      expect([response.headers['content-encoding'], response.headers.vary]).toEqual([coding, 'Accept-Language, Cookie, Accept-Encoding'])
      expect(decode(body).equals(plain.body)).toBe(true)
      expect(body.length).toBeLessThan(plain.body.length / 3)
    }
    const small = await raw(`${web.url}/healthz`, { headers: { 'Accept-Encoding': 'gzip' } })
    expect(small.response.headers['content-encoding']).toBeUndefined()
    const api = await raw(`${web.url}/api/v1/monitors`, { headers: { 'Accept-Encoding': 'gzip' } })
    expect(JSON.parse(gunzipSync(api.body).toString()).items).toHaveLength(30)
  })

  it('answers HEAD as GET without the body', async () => {
    await using site = await testSite(config, looks)
    await using web = await startWeb(start, { reader: site.reader, clock: site.clock, log: site.web.log })
    for (const path of ['/', '/api/v1/monitors', '/api/v1/monitors/m1/observations?format=csv']) {
      const { response, body } = await raw(`${web.url}${path}`, { method: 'HEAD' })
      expect([path, response.statusCode, body.length]).toEqual([path, 200, 0])
    }
  })

  it('streams a long export without holding it, and stops reading when the reader leaves', async () => {
    await using site = await testSite(config, looksOf('m1', 'u'.repeat(20_000), now))
    let read = 0
    const reader = {
      ...site.reader,
      *looks(...asked: Parameters<typeof site.reader.looks>) {
        for (const look of site.reader.looks(...asked)) {
          read += 1
          yield look
        }
      },
    }
    await using web = await startWeb(start, { reader, clock: site.clock, log: site.web.log })
    const response = await fetch(`${web.url}/api/v1/monitors/m1/observations?format=csv`)
    await response.body?.cancel()
    await site.clock.advance(0)
    expect(read).toBeLessThan(20_000)
    const whole = await (await fetch(`${web.url}/api/v1/monitors/m1/observations?format=jsonl`)).text()
    expect(whole.split('\n')).toHaveLength(20_001)
  })

  it.each([
    [30, true],
    [100, false],
  ])('with %i monitors the first page is made before it listens: %s', async (count, made) => {
    const services = Array.from({ length: count }, (_, index) => serviceOf(`s${index}`, [monitorOf(`m${index}`)]))
    await using site = await testSite(configOf(services, {}))
    let summed = 0
    const reader = {
      ...site.reader,
      quarters(...asked: Parameters<typeof site.reader.quarters>) {
        summed += 1
        return site.reader.quarters(...asked)
      },
    }
    await using _web = await startWeb({ ...start, config: configOf(services, {}) }, { reader, clock: site.clock, log: site.web.log })
    expect(summed > 0).toBe(made)
  })

  it('takes in what the daemon tells: commits, configuration, health', async () => {
    await using site = await testSite(config, looks)
    await using web = await startWeb(start, { reader: site.reader, clock: site.clock, log: site.web.log })
    await site.record(looksOf('m3', 'dd', now + 2 * minute))
    web.receive({ type: 'committed', size: site.reader.size() })
    await web.settled()
    const get = async (path: string): Promise<any> => (await fetch(`${web.url}${path}`)).json()
    expect((await get('/api/v1/monitors/m3')).state).toBe('down')
    web.receive({ type: 'config', config: configOf([serviceOf('s3', [monitorOf('m3', { name: { en: 'Renamed' } })])]) })
    expect((await get('/api/v1/monitors')).items.map(({ name }: { name: string }) => name)).toEqual(['Renamed'])
    web.receive({ type: 'health', health: { ...healthAt(now), storeError: 'no space' } })
    expect((await fetch(`${web.url}/readyz`)).status).toBe(503)
  })

  it('uses the daemon’s corrected time', async () => {
    await using site = await testSite(config, looks)
    const health = { ...healthAt(now), clock: { source: 'ntp.example', offsetMs: 120_000, uncertaintyMs: 5 } }
    await using web = await startWeb({ ...start, health }, { reader: site.reader, clock: site.clock, log: site.web.log })
    const figures = await (await fetch(`${web.url}/api/v1/monitors/m1/availability`)).json()
    expect(figures).toMatchObject({ asOf: new Date(now + 120_000).toISOString() })
  })

  it('believes a proxy only when told to', async () => {
    await using site = await testSite(configOf(config.services, { site: { ...config.site, url: null } }), looksOf('m1', 'uddu', now))
    const id = site.reader.outages({})[0]?.id
    const shown = { ...start, config: configOf(config.services, { site: { ...config.site, url: null } }) }
    const headers = { 'X-Forwarded-Host': 'status.example', 'X-Forwarded-Proto': 'https' }
    await using distrusting = await startWeb(shown, { reader: site.reader, clock: site.clock, log: site.web.log })
    expect(await (await fetch(`${distrusting.url}/outages/${id}`, { headers })).text()).toContain(`href="${distrusting.url}/outages/${id}"`)
    await using trusting = await startWeb({ ...shown, trustProxy: true }, { reader: site.reader, clock: site.clock, log: site.web.log })
    expect(await (await fetch(`${trusting.url}/outages/${id}`, { headers })).text()).toContain(
      `href="https://status.example/outages/${id}"`,
    )
    const forged = { 'X-Forwarded-Host': 'x"onload=alert(1)', 'X-Forwarded-Proto': 'javascript' }
    expect(await (await fetch(`${trusting.url}/outages/${id}`, { headers: forged })).text()).toContain(
      `href="${trusting.url}/outages/${id}"`,
    )
  })

  it('only lets read, whatever the method, with a body, with half a one or without', async () => {
    await using site = await testSite(config, looks)
    await using web = await startWeb(start, { reader: site.reader, clock: site.clock, log: site.web.log })
    for (const path of ['/', '/healthz', '/api/v1/monitors']) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const { response } = await raw(`${web.url}${path}`, { method })
        expect([method, path, response.statusCode, response.headers.allow]).toEqual([method, path, 405, 'GET, HEAD, OPTIONS'])
      }
      const { response } = await raw(`${web.url}${path}`, { method: 'OPTIONS' })
      expect([path, response.statusCode, response.headers['access-control-allow-methods']]).toEqual([path, 204, 'GET, HEAD, OPTIONS'])
    }
    expect((await raw(`${web.url}/nothing`, { method: 'POST' })).response.statusCode).toBe(404)
    for (const [head, status] of [
      ['Content-Length: 65537', 413],
      ['Content-Length: 65536', 405],
      ['Transfer-Encoding: chunked', 405],
    ] as const) {
      const socket = connect(Number(new URL(web.url).port), '127.0.0.1')
      socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`)
      const [answer] = await once(socket, 'data')
      socket.destroy()
      expect([head, String(answer).slice(9, 12)]).toEqual([head, String(status)])
    }
  })

  it('says what was wrong with what is no request, and goes on', async () => {
    await using site = await testSite(config, looks)
    await using web = await startWeb(start, { reader: site.reader, clock: site.clock, log: site.web.log })
    const { port } = new URL(web.url)
    const lines = [
      'GARBAGE\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`,
      `GET /${'x'.repeat(6_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      'GET http://[ HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n',
    ]
    const answers: string[] = []
    for (const line of lines) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.end(line)
      let answer = ''
      for await (const chunk of socket) answer += String(chunk)
      expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/i)
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
        type: 'about:blank',
        status: Number(answer.slice(9, 12)),
      })
      answers.push(answer.slice(9, 12))
    }
    expect(answers).toEqual(['400', '400', '414', '431', '414', '404', '400'])
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200)
  })

  it('ends its streams and sockets when it stops', async () => {
    await using site = await testSite(config, looks)
    const web = await startWeb(start, { reader: site.reader, clock: site.clock, log: site.web.log })
    const stream = await fetch(`${web.url}/events`)
    const reading = stream.text()
    await web[Symbol.asyncDispose]()
    expect(await reading).toContain('event: state')
    await expect(fetch(`${web.url}/healthz`)).rejects.toThrow()
  })

  it('says why it cannot listen, and what to do', async () => {
    await using site = await testSite(config)
    await using first = await startWeb(start, { reader: site.reader, clock: site.clock, log: site.web.log })
    await expect(
      startWeb({ ...start, port: Number(new URL(first.url).port) }, { reader: site.reader, clock: site.clock, log: site.web.log }),
    ).rejects.toThrow(/another program listens there; .*--port.*EADDRINUSE/)
    await expect(
      startWeb({ ...start, host: '203.0.113.9' }, { reader: site.reader, clock: site.clock, log: site.web.log }),
    ).rejects.toThrow(/cannot listen on 203\.0\.113\.9 port 0: no interface .*--host/)
  })
})
