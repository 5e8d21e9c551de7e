import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import type { Reader } from '../store/store.ts'
import { packageOf, tableResource } from '../web/data/package.ts'
import { tableText } from '../web/data/table-text.ts'
import type { Asked, Table } from '../web/data/tables.ts'

/**
 * Writes a Frictionless Data Package (datapackage.org, version 2) into an existing, empty directory: one CSV file for each table, and
 * datapackage.json, written last, which describes every column and holds every file's size and SHA-256. Returns the rows of all tables.
 */
export async function writePackage(reader: Reader, tables: readonly Table<unknown>[], asked: Asked, directory: string): Promise<number> {
  const written: { readonly resource: unknown; readonly rows: number }[] = []
  for (const table of tables) written.push(await writeTable(reader, table, asked, directory))
  await using file = await open(join(directory, 'datapackage.json'), 'wx')
  const resources = written.map(({ resource }) => resource)
  await file.write(`${JSON.stringify(packageOf(reader, asked, resources, manifest.version), null, 2)}\n`)
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
  const resource = { ...tableResource(table, path), bytes, hash: `sha256:${sha256}` }
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
