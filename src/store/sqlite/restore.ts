import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Store } from '../store.ts'
import { StoreError } from '../store.ts'
import { databaseFile, makeDataDir } from './connection.ts'
import { copyDatabase, flush, refuseOther } from './copy.ts'
import type { Progress } from './copy.ts'
import { guarded, storeError } from './errors.ts'
import { takeOldCheckpoint } from './old-checkpoint.ts'
import { filesDir, unpackFiles } from './packed-files.ts'
import { lockDataDir } from './lock.ts'
import { openStore } from './store.ts'

/**
 * Puts a backup into a data directory that holds no database. The copy is checked, brought up to the newest schema and handed to
 * `finish` (which appends what the restored log begins with, the last checkpoint of the old one in hand) before it gets its name: a restore that fails leaves nothing. Throws StoreError.
 */
export async function restoreDatabase(
  file: string,
  dataDir: string,
  finish: (store: Store, oldCheckpoint: string | null) => void,
  progress: Progress = () => {},
): Promise<void> {
  guarded('open', file, () => refuseOther(resolve(file)))
  makeDataDir(dataDir)
  const target = databaseFile(dataDir)
  const lock = lockDataDir(dataDir)
  const partialDir = join(dataDir, 'restore.partial')
  try {
    if (existsSync(target)) {
      throw new StoreError(
        'other',
        `${target} exists already: restore into an empty directory (--data), what is recorded is never overwritten`,
      )
    }
    if (existsSync(filesDir(dataDir))) {
      throw new StoreError(
        'other',
        `${filesDir(dataDir)} exists already: restore into an empty directory (--data), nothing that was kept is overwritten`,
      )
    }
    rmSync(partialDir, { recursive: true, force: true })
    mkdirSync(partialDir, { mode: 0o700 })
    let oldCheckpoint: string | null = null
    await copyDatabase(resolve(file), databaseFile(partialDir), progress, (db) => {
      unpackFiles(db, filesDir(partialDir))
      oldCheckpoint = takeOldCheckpoint(db)
    })
    {
      await using store = openStore(partialDir)
      finish(store, oldCheckpoint)
    }
    flush(databaseFile(partialDir))
    if (existsSync(filesDir(partialDir))) renameSync(filesDir(partialDir), filesDir(dataDir))
    renameSync(databaseFile(partialDir), target)
    flush(dataDir)
  } catch (error) {
    throw storeError('restore into', dataDir, error)
  } finally {
    rmSync(partialDir, { recursive: true, force: true })
    lock.release()
  }
}
