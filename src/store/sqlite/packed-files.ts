import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Database } from 'better-sqlite3'
import { flush } from './copy.ts'

/** Where the bytes of captures are, in every data directory; named by the evidence format, not by the database. */
export function filesDir(dataDir: string): string {
  return join(dataDir, 'captures')
}

/** What may be packed and unpacked: `ab/<64 hex digits>` and an ending. Nothing else of a backup becomes a path. */
const packable = /^[0-9a-f]{2}\/[0-9a-f]{64}\.(?:json\.gz|bin\.gz|erased)$/

/** Puts the files of captures into a copy of the database, so that a backup is one file. */
export function packFiles(db: Database, dir: string): void {
  if (!existsSync(dir)) return
  db.exec('CREATE TABLE packed_file (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT')
  const add = db.prepare<[string, Uint8Array]>('INSERT INTO packed_file (name, bytes) VALUES (?, ?)')
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const all = db.transaction(() => {
    for (const { parentPath, name } of files) {
      const file = join(parentPath, name)
      const path = relative(dir, file).replaceAll(sep, '/')
      if (packable.test(path)) add.run(path, readFileSync(file))
    }
  })
  all()
}

/** Takes them out again into `dir`, flushed to the disk, and the database is as it was. */
export function unpackFiles(db: Database, dir: string): void {
  const packed = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'packed_file'").get()
  if (packed === undefined) return
  const rows = db.prepare<[], { readonly name: string; readonly bytes: Uint8Array }>('SELECT name, bytes FROM packed_file ORDER BY name')
  for (const { name, bytes } of rows.iterate()) {
    if (!packable.test(name)) continue
    const file = join(dir, name)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, bytes, { mode: 0o600, flush: true })
  }
  for (const folder of existsSync(dir) ? readdirSync(dir) : []) flush(join(dir, folder))
  if (existsSync(dir)) flush(dir)
  db.exec('DROP TABLE packed_file')
  db.exec('VACUUM')
}
