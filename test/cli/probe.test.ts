import { describe, expect, it } from 'vitest'
import { probe } from '../../src/cli/probe.ts'
import { folder, monitorFile } from '../config/folder.ts'
import { testCertificates } from '../support/certificates.ts'
import { startDnsServer, zone } from '../support/dns-server.ts'
import { serving } from '../support/serving.ts'
import { closedPort, startHttpTarget, startTcpTarget } from '../support/target-server.ts'
import { runCommand } from './run-command.ts'

const lines = (text: string) => text.split('\n').map((line) => line.replace(/\s{2,}/, ' '))

describe('vigie probe URL', () => {
  it('says up and exits 0', async () => {
    await using server = await serving((_request, response) => response.end('hello'))
    const { status, stdout, stderr } = await runCommand(probe, [server.url])
    expect([status, stderr]).toEqual([0, ''])
    expect(lines(stdout)).toEqual(
      expect.arrayContaining([
        'up',
        `target ${server.url}`,
        'address 127.0.0.1 (IPv4)',
        `status 200 from ${server.url}`,
        'body 5 bytes',
        'expected status 200-299',
      ]),
    )
    expect(stdout).toMatch(/^hop +200 http:\/\/127\.0\.0\.1:\d+\/ \(connect \d+ ms, first byte \d+ ms, transfer \d+ ms\)$/m)
  })

  it('says down with the reason and exits 1', async () => {
    await using server = await serving((_request, response) => response.writeHead(503).end())
    const { status, stdout } = await runCommand(probe, [server.url])
    expect(status).toBe(1)
    expect(lines(stdout)).toEqual(expect.arrayContaining(['down http_status (exchange): answered 503', 'broken status']))
  })

  it('says unknown with the mark and exits 1: only an answer of the service itself earns a 0', async () => {
    await using server = await serving((_request, response) => response.writeHead(403, { 'cf-mitigated': 'challenge' }).end())
    const { status, stdout } = await runCommand(probe, [server.url])
    expect(status).toBe(1)
    expect(lines(stdout)).toEqual(
      expect.arrayContaining(['unknown blocked_waf (exchange): answered 403: Cloudflare', 'reason Cloudflare: cf-mitigated']),
    )
  })

  it('shows every hop', async () => {
    await using server = await serving((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/there' })
      response.end()
    })
    const { stdout } = await runCommand(probe, [server.url, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      finalUrl: `${server.url}there`,
      hops: [{ status: 302 }, { status: 200, url: `${server.url}there` }],
    })
  })

  it('needs no configuration for other kinds either', async () => {
    await using dns = await startDnsServer(zone({ 'www.example.org': ['192.0.2.1'] }))
    const named = await runCommand(probe, [`dns://${dns.address}/www.example.org?type=A`])
    expect([named.status, lines(named.stdout)]).toEqual([0, expect.arrayContaining(['answer A 192.0.2.1 (TTL 300 s)'])])
    const refused = await runCommand(probe, [`tcp://127.0.0.1:${await closedPort()}`, '--json'])
    expect([refused.status, JSON.parse(refused.stdout)]).toEqual([
      1,
      expect.objectContaining({ outcome: 'down', kind: 'tcp', monitorId: null }),
    ])
  })

  it.each([
    [[], 'name one monitor or one URL'],
    [['https://a.example/', 'https://b.example/'], 'name one monitor or one URL'],
    [['gopher://a.example/'], 'scheme `gopher` is not supported'],
    [['http://[nowhere/'], 'not a valid address'],
  ])('%j is bad usage', async (argv, message) => {
    const { status, stdout, stderr } = await runCommand(probe, argv)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
  })

  it('shows no password of the URL, not even when the service repeats it', async () => {
    await using server = await serving((_request, response) => response.writeHead(302, { location: '/?again=hunter2-secret' }).end())
    const { stdout } = await runCommand(probe, [server.url.replace('//', '//someone:hunter2-secret@')])
    expect(stdout).toContain('again=***')
    expect(stdout).not.toContain('hunter2')
  })
})

describe('vigie probe MONITOR', () => {
  const certificates = testCertificates()

  it('uses the expectation of the monitor, and shows the certificate', async () => {
    await using server = await startHttpTarget(certificates.good)
    await using home = await folder()
    await home.write('ca.pem', certificates.ca)
    const body = `url: https://localhost:${server.port}/ok\nipVersion: 4\ntls: { ca: ca.pem }\nexpect: { contains: [nowhere to be found], certificateDays: 3650, slowerThan: 1h }`
    const file = await home.write('vigie.yaml', monitorFile(body))
    const text = await runCommand(probe, ['m', '--config', file])
    expect(text.stderr).toBe('')
    expect(text.status).toBe(1)
    expect(lines(text.stdout)).toEqual(
      expect.arrayContaining([
        'down content_missing (expect): "nowhere to be found" not found',
        'broken contains[0]',
        'expected contains "nowhere to be found"',
        'expected at most 3600000 ms (else degraded)',
      ]),
    )
    expect(text.stdout).toMatch(/^tls +TLSv1\.3, /m)
    expect(text.stdout).toMatch(/^certificate .*issued by .* \(\d+ d left\)$/m)
    const json = JSON.parse((await runCommand(probe, ['m', '--config', file, '--json'])).stdout)
    expect(json).toMatchObject({ monitorId: 'm', outcome: 'down', rules: ['contains[0]'], tls: { version: 'TLSv1.3' } })
    expect(json.tls.leaf.notAfter).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  })

  it('reads a TCP reply where the expectation asks for one, and shows it without control characters', async () => {
    await using server = await startTcpTarget((socket) => void socket.end('220 ready \u001b[31m\r\n'))
    await using home = await folder()
    const body = `url: tcp://127.0.0.1:${server.port}\nexpect: { matches: ["/^220 /"] }`
    const file = await home.write('vigie.yaml', monitorFile(body))
    const { status, stdout } = await runCommand(probe, ['m', '--config', file])
    expect(status).toBe(0)
    expect(stdout).toContain('220 ready')
    expect(stdout).not.toContain('\u001b')
  })

  it('says which monitor may have been meant', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', monitorFile('url: https://a.example/'))
    const { status, stderr } = await runCommand(probe, ['mm', '--config', file])
    expect([status, stderr]).toEqual([2, expect.stringContaining('no monitor "mm" in the configuration')])
  })

  it('tells what is wrong with the configuration', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', monitorFile('url: https://a.example/\nevry: 5s'))
    const { status, stdout, stderr } = await runCommand(probe, ['any', '--config', file])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('did you mean `every`')
  })
})
