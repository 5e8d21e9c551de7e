import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startModule } from '../../thread.ts'
import { StoreError } from '../store.ts'
import type { BackupNews, BackupOrder } from './backup-worker.ts'
import { databaseFile } from './connection.ts'
import type { Progress } from './copy.ts'

/**
 * A consistent, checked copy of a data directory's database in a new file, while a writer runs, in this process or another. Copying and
 * checking happen in a thread of their own, so that the measuring loop does not wait. Throws StoreError.
 */
export async function backupDatabase(dataDir: string, file: string, progress: Progress = () => {}): Promise<{ readonly records: number }> {
  const order: BackupOrder = { source: databaseFile(dataDir), file: resolve(file), checkpoint: lastCheckpoint(dataDir) }
  const worker = startModule(new URL('./backup-worker.ts', import.meta.url), 'backup', order)
  return await new Promise((resolve, reject) => {
    let failure: Error = new StoreError('other', `backup to ${file}: the thread that copies ended early`)
    let records: number | null = null
    worker.on('message', (news: BackupNews) => {
      if ('failed' in news) failure = new StoreError(news.failed.code, news.failed.message)
      else if ('records' in news) records = news.records
      else progress(news.done, news.total)
    })
    worker.on('error', (error) => (failure = error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => (records === null ? reject(failure) : resolve({ records })))
  })
}

function lastCheckpoint(dataDir: string): string | null {
  const file = join(dataDir, 'log', 'checkpoint')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text === '' ? null : text
}
