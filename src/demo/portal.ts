import { plainExpectation } from '../core/expectation.ts'
import type { Expectation, Monitor, Service, Text } from '../core/monitor.ts'
import type { Config, Controls, Site } from '../core/site.ts'
import { simulatedServices } from './services.ts'

/** How often the services of the past are looked at, and around events. */
export const usualEveryMs = 900_000
export const denseEveryMs = 60_000

/** The service that is looked at every other second while somebody watches. */
export const liveServiceId = 'guichet'

export interface PortalPlace {
  /** Absolute. */
  readonly dataDir: string
  readonly host: string
  readonly port: number
}

/** What `vigie demo` watches: services that do not exist, all labelled. With or without the one that is live: it has no past. */
export function portalConfig({ dataDir, host, port }: PortalPlace, live: boolean): Config {
  const services = simulatedServices.filter(({ id }) => live || id !== liveServiceId)
  return {
    site,
    server: { host, port, trustProxy: false },
    dataDir,
    clock: { ntp: [] },
    evidence: { keyFile: null, authorities: [] },
    vantage: { id: 'simulation', name: 'SIMULATION', country: null, asn: null, network: null },
    controls: simulatedControls,
    services: services.map(serviceOf),
    announcements: [],
    files: [],
    secrets: [],
    warnings: [],
  }
}

/** Of a page that works; what the live server answers holds it too. */
export const expectedText = 'Bienvenue'

/** Where the services that do not exist would be. */
export const timeZone = 'Africa/Casablanca'

const site: Site = {
  title: {
    fr: 'SIMULATION — Services publics imaginaires',
    ar: 'SIMULATION — خدمات عمومية خيالية',
    en: 'SIMULATION — Imaginary public services',
  },
  url: null,
  languages: ['fr', 'ar', 'en'],
  timeZone,
  publisher: null,
  licence: null,
  simulation: true,
}

/** Names under .example belong to nobody (RFC 2606). */
export const simulatedControls: Controls = {
  required: 2,
  targets: ['temoin-a', 'temoin-b', 'temoin-c'].map((name) => {
    const host = `${name}.example`
    return { url: `tcp://${host}:443`, kind: 'tcp', host, port: 443 } as const
  }),
}

function serviceOf({ id, name, organisation, description }: (typeof simulatedServices)[number]): Service {
  return { id, name, organisation, description, links: [], monitors: [monitorOf(id)] }
}

const siteName: Text = { fr: 'Site public', ar: 'الموقع العمومي', en: 'Public site' }

function monitorOf(serviceId: string): Monitor {
  const live = serviceId === liveServiceId
  const expect: Expectation = { ...plainExpectation('http'), contains: [expectedText], slowerThanMs: live ? 500 : 3_000 }
  return {
    id: `${serviceId}-www`,
    formerly: [],
    serviceId,
    name: siteName,
    target: {
      kind: 'http',
      url: `http://${serviceId}.example/`,
      method: 'GET',
      headers: [],
      body: null,
      follow: 10,
      ipVersion: 4,
      proxy: null,
      auth: null,
      tls: { verify: true, ca: null, cert: null, key: null },
    },
    expect,
    schedule: { kind: 'every', everyMs: live ? 2_000 : usualEveryMs },
    timeoutMs: live ? 1_500 : 20_000,
    recheckMs: live ? 1_000 : 10_000,
    rules: { confirmDown: 2, confirmUp: live ? 2 : 1 },
  }
}
