import { isoInstant } from '../../core/instant.ts'
import type { Reader } from '../../store/store.ts'
import type { Asked, Table } from './tables.ts'

/** The version of the measuring method (docs/methodology.md). */
export const methodVersion = 1

/** A table as a resource of a Frictionless Data Package (datapackage.org, version 2). `path`: a file beside the descriptor, or an address. */
export function tableResource({ name, description, columns, key }: Table<unknown>, path: string): Readonly<Record<string, unknown>> {
  return {
    name,
    type: 'table',
    description,
    path,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
    schema: { fields: columns.map(({ name, type, description }) => ({ name, type, description })), primaryKey: key, missingValues: [''] },
  }
}

/** datapackage.json of what was asked. `software`: the version of vigie that reads, or that recorded last. */
export function packageOf(
  reader: Reader,
  { period, monitorId, asOf }: Asked,
  resources: readonly unknown[],
  software: string | null,
): Readonly<Record<string, unknown>> {
  const { title, licence, publisher } = siteOf(reader)
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: 'vigie-export',
    title: title ?? 'Looks, outages, gaps and announcements recorded by Vigie',
    created: isoInstant(asOf),
    version: `${reader.size()}`,
    ...(licence === null ? {} : { licenses: [{ name: licence }] }),
    ...(publisher === null ? {} : { contributors: [{ title: publisher, roles: ['publisher'] }] }),
    // What a reader of a figure needs to derive it again; version is the number of records of the log.
    vigie: {
      software,
      method: methodVersion,
      timeZones: process.versions.tz,
      records: reader.size(),
      from: isoInstant(period.from),
      to: isoInstant(period.to),
      monitorId,
    },
    resources,
  }
}

/** Of the newest recorded configuration. */
function siteOf(reader: Reader): { readonly title: string | null; readonly licence: string | null; readonly publisher: string | null } {
  const site = member(reader.entries('config').at(-1)?.body, 'site')
  const title = member(site, 'title')
  const texts = typeof title === 'object' && title !== null ? Object.values(title) : []
  return { title: text(texts[0]), licence: text(member(site, 'licence')), publisher: text(member(member(site, 'publisher'), 'name')) }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
