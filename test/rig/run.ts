// The main job on real input: the daemon in one network namespace, nginx and dnsmasq in another; trouble of every kind at known
// times; then every outage that was measured is compared with the truth. Linux and root only. Usage: npm run rig
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testCertificates } from '../support/certificates.ts'
import { createNetwork, targetAddress } from './network.ts'
import type { Network } from './network.ts'
import { report } from './report.ts'
import type { Outage, Trouble } from './report.ts'
import { writeControls, writeNginx } from './servers.ts'

const root = resolve(import.meta.dirname, '../..')
// `npm run rig -- offline` makes only the troubles whose name has that word, and keeps the data directory.
const only = process.argv[2]
const calmMs = 6_000
const troubleMs = 12_000

if (process.getuid?.() !== 0) {
  process.stderr.write('rig: needs root, for network namespaces\n')
  process.exit(1)
}
const dir = mkdtempSync(join(tmpdir(), 'vigie-rig-'))
try {
  process.exitCode = await run(dir)
} finally {
  if (only === undefined) rmSync(dir, { recursive: true, force: true })
  else process.stderr.write(`rig: the data is in ${dir}\n`)
}

async function run(dir: string): Promise<number> {
  using network = createNetwork()
  const certificates = writeCertificates(dir)
  const hosts = join(dir, 'hosts')
  const names = (list: readonly string[]) => writeFileSync(hosts, list.map((name) => `${targetAddress} ${name}\n`).join(''))
  const all = ['www.example.test', 'secure.example.test', 'slow.example.test']
  names(all)

  const conf = () => writeNginx(dir, { leaf: certificates.good, slowRate: 0 })
  const nginx = (file: string) => network.start('target', ['nginx', '-e', `${file}.err`, '-c', file])
  nginx(writeControls(dir))
  let services = nginx(conf())
  const dnsmasq = network.start('target', [
    'dnsmasq',
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    `--addn-hosts=${hosts}`,
    '--local=/example.test/',
    `--listen-address=${targetAddress}`,
    '--bind-interfaces',
    '--user=root',
    '--cache-size=0',
    '--pid-file=',
  ])
  const restart = async (file: string) => {
    services.kill('SIGKILL')
    await ended(services)
    services = nginx(file)
  }
  const firewall = (rule: string) =>
    network.run('target', [
      'nft',
      `add table inet rig; add chain inet rig in { type filter hook input priority 0; }; add rule inet rig in ${rule}`,
    ])
  const openFirewall = () => network.run('target', ['nft', 'delete table inet rig'])

  writeFileSync(join(dir, 'vigie.yaml'), config(certificates.ca))
  const serve = () =>
    network.start('observer', [
      process.execPath,
      join(root, 'bin/vigie.js'),
      'serve',
      '--config',
      join(dir, 'vigie.yaml'),
      '--data',
      join(dir, 'data'),
      '--port',
      '8080',
    ])
  let daemon = await started(serve())

  const troubles: Trouble[] = []
  const during = async (name: string, monitors: Trouble['monitors'], begin: () => unknown, end: () => unknown) => {
    if (only !== undefined && !name.includes(only)) return
    const from = Date.now()
    await begin()
    const fromDone = Date.now()
    await sleep(troubleMs)
    const to = Date.now()
    await end()
    troubles.push({ name, monitors, from, fromDone, to, toDone: Date.now() })
    process.stderr.write(`rig: ${name}: done\n`)
    await sleep(calmMs)
  }

  await sleep(calmMs)
  const web = { www: 'tcp_refused', secure: 'tcp_refused', slow: 'tcp_refused', tcp: 'tcp_refused', tls: 'tcp_refused' }
  await during(
    'nginx stopped',
    web,
    async () => {
      services.kill('SIGQUIT')
      await ended(services)
    },
    () => {
      services = nginx(conf())
    },
  )
  await during(
    'nginx killed (-9)',
    web,
    async () => {
      services.kill('SIGKILL')
      await ended(services)
    },
    () => {
      services = nginx(conf())
    },
  )
  await during(
    'answers too slowly',
    { slow: 'http_timeout' },
    () => restart(writeNginx(dir, { leaf: certificates.good, slowRate: 100 })),
    () => restart(conf()),
  )
  await during(
    'certificate expired',
    { secure: 'tls_expired', tls: 'tls_expired' },
    () => restart(writeNginx(dir, { leaf: certificates.expired, slowRate: 0 })),
    () => restart(conf()),
  )
  await during(
    'name removed',
    { www: 'dns_nxdomain', dns: 'dns_nxdomain' },
    () => {
      names(all.slice(1))
      dnsmasq.kill('SIGHUP')
    },
    () => {
      names(all)
      dnsmasq.kill('SIGHUP')
    },
  )
  await during(
    'packets dropped',
    { www: 'tcp_timeout', slow: 'tcp_timeout', secure: 'tcp_timeout', tcp: 'tcp_timeout', tls: 'tcp_timeout' },
    () => firewall(`ip daddr ${targetAddress} tcp dport { 80, 443 } drop`),
    openFirewall,
  )
  await during('observer offline', {}, () => firewall('ip saddr 10.77.0.2 drop'), openFirewall)
  await during(
    'daemon killed (-9) and started again inside an outage',
    web,
    async () => {
      services.kill('SIGQUIT')
      await ended(services)
      await sleep(4_000)
      daemon.kill('SIGKILL')
      network.run('observer', ['sh', '-c', 'pkill -9 -f "[v]igie.js serve" || true'])
      await ended(daemon)
      daemon = await started(serve())
    },
    () => {
      services = nginx(conf())
    },
  )

  const outages = JSON.parse(
    network.run('observer', ['curl', '-sf', 'http://127.0.0.1:8080/api/v1/outages?unconfirmed=true&limit=1000']),
  ) as { items: Outage[] }
  const coverage = availabilityOf(network)
  daemon.kill('SIGTERM')
  const code = await ended(daemon)
  return report(troubles, outages.items, coverage, code)
}

/** The test certificates as files that nginx and the configuration can name. */
function writeCertificates(dir: string) {
  const { ca, good, expired } = testCertificates()
  const file = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text, { mode: 0o600 })
    return join(dir, name)
  }
  return {
    ca: file('ca.pem', ca),
    good: { cert: file('good.pem', good.cert), key: file('good.key', good.key) },
    expired: { cert: file('expired.pem', expired.cert), key: file('expired.key', expired.key) },
  }
}

function availabilityOf(network: Network): string {
  return network.run('observer', ['curl', '-sf', 'http://127.0.0.1:8080/api/v1/monitors/www/availability?by=day'])
}

async function started(child: ChildProcess) {
  const stdout = child.stdout
  if (stdout === null) throw new Error('rig: the daemon has no output')
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`rig: the daemon ended with ${code}`)))
    stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('http://127.0.0.1:8080')) resolve()
    })
  })
  return child
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}

function config(ca: string): string {
  return [
    'site: { title: Rig, languages: [en], timezone: Africa/Casablanca }',
    'vantage: { id: rig, name: Rig }',
    'defaults: { confirm: { down: 2, up: 1, recheck: 500ms } }',
    "controls: { required: 2, targets: ['tcp://10.77.0.11:9000', 'tcp://10.77.0.12:9000', 'tcp://10.77.0.13:9000'] }",
    'services:',
    '  - id: rig',
    '    name: Rig',
    '    monitors:',
    monitor('www', 'http://www.example.test/', ', expect: { contains: [Welcome] }'),
    monitor('secure', 'https://secure.example.test/', `, tls: { ca: '${ca}' }`),
    monitor('slow', 'http://slow.example.test/'),
    monitor('tcp', `tcp://${targetAddress}:80`),
    monitor('tls', 'tls://secure.example.test:443', `, tls: { ca: '${ca}' }`),
    monitor('dns', `dns://${targetAddress}/www.example.test?type=A`),
    monitor('icmp', `icmp://${targetAddress}`),
    '',
  ].join('\n')
}

function monitor(id: string, url: string, more = ''): string {
  return `      - { id: ${id}, name: ${id}, url: '${url}', every: 1s, timeout: 900ms${more} }`
}
