import { resolve } from 'node:path'
import type { Config, Controls, ControlTarget, EvidenceSettings, ServerSettings, Site, Vantage } from '../core/site.ts'
import { parseAddress } from './address.ts'
import { textOf } from './monitor.ts'
import { listed } from './expectation.ts'
import type { FileShape } from './schema.ts'
import type { At } from './scope.ts'
import { fault } from './scope.ts'
import { keepSecret } from './secret.ts'

/** `site:`, with the title "Vigie", English and UTC where it says nothing. */
export function readSite(at: At, site: NonNullable<FileShape['site']>): Site {
  const languages = site.languages === undefined || site.languages.length === 0 ? (['en'] as const) : site.languages
  if (site.languages?.length === 0) fault(at, ['languages'], 'must name at least one of fr, ar, en')
  if (new Set(languages).size < languages.length) fault(at, ['languages'], 'names a language twice; keep one')
  return {
    title: textOf(site.title ?? 'Vigie', languages[0] ?? 'en'),
    url: site.url === undefined ? null : baseUrl(at, site.url),
    languages,
    timeZone: site.timezone ?? 'UTC',
    publisher: publisherOf(at, site.publisher),
    licence: site.licence ?? null,
  }
}

/** `server:` */
export function readServer(server: NonNullable<FileShape['server']>): ServerSettings {
  return {
    host: server.host ?? '127.0.0.1',
    port: server.port === undefined ? 8080 : Number(server.port),
    trustProxy: String(server.trustProxy ?? false) === 'true',
  }
}

/** `clock:` */
export function readClock(clock: NonNullable<FileShape['clock']>): Config['clock'] {
  return { ntp: listed(clock.ntp) }
}

/** `evidence:` */
export function readEvidence(at: At, evidence: NonNullable<FileShape['evidence']>): EvidenceSettings {
  const authorities = evidence.authorities ?? []
  authorities.forEach((address, index) => {
    keepSecret(at.scope.loading, decodeURIComponent(new URL(address).password))
    if (authorities.indexOf(address) < index) fault(at, ['authorities', index], 'is named twice; keep one')
  })
  return { keyFile: evidence.key === undefined ? null : resolve(at.scope.dir, evidence.key), authorities }
}

/** `vantage:`, with the id `local` where it says nothing. */
export function readVantage(vantage: NonNullable<FileShape['vantage']>): Vantage {
  const id = vantage.id ?? 'local'
  const asn = vantage.asn === undefined ? null : Number(vantage.asn)
  return { id, name: vantage.name ?? id, country: vantage.country ?? null, asn, network: vantage.network ?? null }
}

/** `controls:`; fewer than three hosts are a warning, since our own trouble then looks like the services' (method.md R15). */
export function readControls(at: At, controls: NonNullable<FileShape['controls']>): Controls {
  const urls = controls.targets ?? []
  const read = urls.map((url, index) => controlTarget(at, url, index))
  const targets = read.filter((target) => target !== null)
  read.forEach((target, index) => {
    const twin = read.findIndex((other) => other?.host === target?.host && other?.port === target?.port)
    if (target !== null && twin < index)
      at.scope.loading.warnings.push(`controls.targets[${index}] is the same host and port as controls.targets[${twin}]: it adds nothing`)
  })
  const required = controls.required === undefined ? Math.min(2, urls.length) : Number(controls.required)
  if (required > urls.length) fault(at, ['required'], `is more than the number of targets (${urls.length}); lower it or add targets`)
  const hosts = new Set(targets.map((target) => target.host)).size
  if (urls.length === 0)
    at.scope.loading.warnings.push('no control: without `controls.targets` our own network being down looks like the services being down')
  else if (hosts < 3)
    at.scope.loading.warnings.push(
      `fewer than three control hosts (${hosts}): name at least three, on different networks, in \`controls.targets\``,
    )
  return { required, targets }
}

function controlTarget(at: At, url: string, index: number): ControlTarget | null {
  const parsed = parseAddress(url)
  if ('fault' in parsed || (parsed.address.kind !== 'http' && parsed.address.kind !== 'tcp')) {
    const remedy = 'a control is https://host/, http://host/ or tcp://host:port'
    fault(at, ['targets', index], 'fault' in parsed ? `${parsed.fault} (${remedy})` : remedy)
    return null
  }
  const { address } = parsed
  if (address.kind !== 'http') return { url: address.url, kind: 'tcp', host: address.host, port: address.port }
  keepSecret(at.scope.loading, address.password)
  const { protocol, hostname, port } = new URL(address.url)
  const kind = protocol === 'https:' ? 'https' : 'http'
  return {
    url: address.url,
    kind,
    host: hostname.replaceAll(/[[\]]/g, ''),
    port: port === '' ? (kind === 'https' ? 443 : 80) : Number(port),
  }
}

function baseUrl(at: At, url: string): string {
  const parsed = new URL(url)
  if (parsed.username !== '' || parsed.password !== '')
    fault(at, ['url'], 'holds a user name or password, which would stand in every permalink; remove it')
  if (parsed.search !== '' || parsed.hash !== '') fault(at, ['url'], 'has a query or a fragment, but paths are added to it; remove them')
  return `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, '')
}

function publisherOf(at: At, publisher: NonNullable<FileShape['site']>['publisher']): Site['publisher'] {
  if (publisher === undefined) return null
  if (publisher.name === undefined) fault(at, ['publisher'], 'needs `name`: who answers for this site')
  return { name: publisher.name ?? '', contact: publisher.contact ?? null, about: publisher.about ?? null }
}
