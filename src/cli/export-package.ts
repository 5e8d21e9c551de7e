import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { isoInstant } from '../core/instant.ts'
import type { Reader } from '../store/store.ts'
import type { Asked, Table } from './export-tables.ts'
import { tableText } from './export-text.ts'

/** The version of the measuring method (docs/methodology.md). */
const method = 1

/**
 * Writes a Frictionless Data Package (datapackage.org, version 2) into an existing, empty directory: one CSV file for each table, and
 * datapackage.json, written last, which describes every column and holds every file's size and SHA-256. Returns the rows of all tables.
 */
export async function writePackage(reader: Reader, tables: readonly Table<unknown>[], asked: Asked, directory: string): Promise<number> {
  const written: { readonly resource: unknown; readonly rows: number }[] = []
  for (const table of tables) written.push(await writeTable(reader, table, asked, directory))
  await using file = await open(join(directory, 'datapackage.json'), 'wx')
  const resources = written.map(({ resource }) => resource)
  await file.write(`${JSON.stringify(descriptor(reader, asked, resources), null, 2)}\n`)
  await file.sync()
  return written.reduce((sum, { rows }) => sum + rows, 0)
}

async function writeTable(
  reader: Reader,
  table: Table<unknown>,
  asked: Asked,
  directory: string,
): Promise<{ readonly resource: unknown; readonly rows: number }> {
  const path = `${table.name}.csv`
  await using file = await open(join(directory, path), 'wx')
  let rows = 0
  const { bytes, sha256 } = await writeHashed(
    file,
    tableText(table, reader, asked, 'csv', (count) => (rows = count)),
  )
  const fields = table.columns.map(({ name, type, description }) => ({ name, type, description }))
  const resource = {
    name: table.name,
    type: 'table',
    description: table.description,
    path,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
    bytes,
    hash: `sha256:${sha256}`,
    schema: { fields, primaryKey: table.key, missingValues: [''] },
  }
  return { resource, rows }
}

async function writeHashed(file: FileHandle, pieces: Iterable<Uint8Array>): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for (const piece of pieces) {
    hash.update(piece)
    bytes += piece.length
    await file.appendFile(piece)
  }
  await file.sync()
  return { bytes, sha256: hash.digest('hex') }
}

function descriptor(reader: Reader, { period, monitorId, asOf }: Asked, resources: readonly unknown[]): unknown {
  const { title, licence, publisher } = siteOf(reader)
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: 'vigie-export',
    title: title ?? 'Looks, outages and gaps recorded by Vigie',
    created: isoInstant(asOf),
    version: `${reader.size()}`,
    ...(licence === null ? {} : { licenses: [{ name: licence }] }),
    ...(publisher === null ? {} : { contributors: [{ title: publisher, roles: ['publisher'] }] }),
    // What a reader of a figure needs to derive it again; version is the number of records of the log.
    vigie: {
      software: manifest.version,
      method,
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
