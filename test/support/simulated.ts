import { createHash } from 'node:crypto'
import { plainExpectation } from '../../src/core/expectation.ts'
import { publicConfig, type PublicConfig } from '../../src/core/public-config.ts'
import type { Controls } from '../../src/core/site.ts'
import { httpTarget, monitorOf } from './monitors.ts'

/** Three controls on addresses that are set aside for examples. */
export const simulatedControls: Controls = {
  required: 2,
  targets: [
    { url: 'https://control-a.example/', kind: 'https', host: 'control-a.example', port: 443 },
    { url: 'https://control-b.example/', kind: 'https', host: 'control-b.example', port: 443 },
    { url: 'tcp://192.0.2.53:53', kind: 'tcp', host: '192.0.2.53', port: 53 },
  ],
}

/** So many services of one monitor each, looked at every so often. */
export function simulatedConfig(monitors: number, everyMs: number): PublicConfig {
  const ids = Array.from({ length: monitors }, (_, index) => `service-${String(index + 1).padStart(3, '0')}`)
  const services = ids.map((id) => ({
    id,
    name: { en: `Service ${id.slice(-3)}` },
    organisation: null,
    description: null,
    links: [],
    monitors: [
      monitorOf(id, {
        serviceId: id,
        target: httpTarget(`https://${id}.example/`),
        expect: { ...plainExpectation('http'), contains: ['Sign in'], slowerThanMs: 3_000, certificateDays: 14 },
        schedule: { kind: 'every', everyMs },
        timeoutMs: Math.min(30_000, everyMs),
        recheckMs: Math.min(10_000, everyMs),
      }),
    ],
  }))
  const config = {
    site: {
      title: { en: 'SIMULATION' },
      url: null,
      languages: ['en', 'fr', 'ar'] as const,
      timeZone: 'UTC',
      publisher: null,
      licence: null,
    },
    server: { host: '127.0.0.1', port: 8080, trustProxy: false },
    dataDir: '',
    clock: { ntp: [] },
    evidence: { keyFile: null, authorities: [] },
    vantage: { id: 'simulated-1', name: 'SIMULATION', country: null, asn: null, network: null },
    controls: simulatedControls,
    services,
    files: [],
    announcements: [],
    secrets: [],
    warnings: [],
  }
  return publicConfig(config, (text) => createHash('sha256').update(text).digest('hex'))
}
