import { describe, expect, it } from 'vitest'
import { probeHttp } from '../../src/probes/http.ts'
import { testCertificates } from '../support/certificates.ts'
import { httpTarget, probeContext } from '../support/probe-context.ts'
import { startProxy } from '../support/proxy-server.ts'
import { closedPort, startHttpTarget, startTcpTarget } from '../support/target-server.ts'

const good = testCertificates().good

describe('through a proxy', () => {
  it('https goes by a tunnel, with the credentials of the proxy and none of the target', async () => {
    await using proxy = await startProxy()
    await using target = await startHttpTarget(good)
    const through = proxy.url.replace('//', '//me:p%40ss@')
    const auth = { kind: 'bearer', token: 't0ken' } as const
    const reading = await probeHttp(httpTarget(`https://localhost:${target.port}/ok`, { proxy: through, auth }), probeContext())
    expect(reading).toMatchObject({ failure: null, http: { status: 200 }, tls: { version: 'TLSv1.3' } })
    expect(proxy.asked).toEqual([`CONNECT localhost:${target.port} Basic ${Buffer.from('me:p@ss').toString('base64')}`])
  })
  it('http goes as a request for the whole address', async () => {
    await using proxy = await startProxy()
    await using target = await startHttpTarget()
    const url = `http://127.0.0.1:${target.port}/ok`
    expect(await probeHttp(httpTarget(url, { proxy: proxy.url }), probeContext())).toMatchObject({ failure: null, http: { status: 200 } })
    expect(proxy.asked).toEqual([`GET ${url}`])
  })
  it('a certificate is verified as without it', async () => {
    await using proxy = await startProxy()
    await using target = await startHttpTarget(testCertificates().expired)
    const reading = await probeHttp(httpTarget(`https://localhost:${target.port}/ok`, { proxy: proxy.url }), probeContext())
    expect(reading.failure).toMatchObject({ code: 'tls_expired' })
  })
  it('a service that breaks its answer inside the tunnel is broken', async () => {
    await using proxy = await startProxy()
    await using target = await startHttpTarget(good)
    const reading = await probeHttp(httpTarget(`https://localhost:${target.port}/truncated-length`, { proxy: proxy.url }), probeContext())
    expect(reading.failure).toMatchObject({ code: 'http_truncated' })
  })
})

const look = async (scheme: 'http' | 'https', proxy: string, timeoutMs = 5000) =>
  (await probeHttp(httpTarget(`${scheme}://127.0.0.1:9/`, { proxy }), probeContext({ timeoutMs }))).failure

describe('a failure of the proxy itself is unknown', () => {
  it.each(['http', 'https'] as const)('%s: nobody listens', async (scheme) => {
    expect(await look(scheme, `http://127.0.0.1:${await closedPort()}`)).toMatchObject({ code: 'observer_proxy', phase: 'observer' })
  })
  it.each(['http', 'https'] as const)('%s: it wants other credentials', async (scheme) => {
    await using proxy = await startProxy({ status: 407 })
    expect(await look(scheme, proxy.url)).toMatchObject({ code: 'observer_proxy', message: 'the proxy answered 407' })
  })
  it('it cannot open the tunnel', async () => {
    await using proxy = await startProxy()
    expect(await look('https', proxy.url)).toMatchObject({ code: 'observer_proxy', message: 'the proxy answered 502' })
  })
  it('it says that the gateway error is its own', async () => {
    await using proxy = await startProxy({ status: 502, headers: { 'Proxy-Status': 'proxy; error=connection_refused' } })
    expect(await look('http', proxy.url)).toMatchObject({ code: 'observer_proxy' })
  })
  it.each(['http', 'https'] as const)('%s: it is silent', async (scheme) => {
    await using proxy = await startTcpTarget(() => {})
    expect(await look(scheme, `http://127.0.0.1:${proxy.port}`, 300)).toMatchObject({ code: 'observer_proxy' })
  })
  it('it breaks off', async () => {
    await using proxy = await startTcpTarget((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(await look('https', `http://127.0.0.1:${proxy.port}`)).toMatchObject({ code: 'observer_proxy' })
  })
})

it('the environment names no proxy', async () => {
  await using target = await startHttpTarget()
  const nobody = `http://127.0.0.1:${await closedPort()}`
  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) process.env[name] = nobody
  try {
    expect(await probeHttp(httpTarget(`http://127.0.0.1:${target.port}/ok`), probeContext())).toMatchObject({ failure: null })
  } finally {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) delete process.env[name]
  }
})
