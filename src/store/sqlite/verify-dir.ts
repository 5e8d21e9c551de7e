import { checkVersion } from '../migrate.ts'
import { openForReading } from './connection.ts'
import { guarded } from './errors.ts'
import { migrations } from './reader.ts'
import { type Progress, type Verified, verify } from './verify.ts'

/** Checks a data directory as of one moment, while a writer runs or not. Throws StoreError when it cannot be read at all. */
export function verifyDataDir(dataDir: string, progress: Progress = () => {}): Verified {
  const db = openForReading(dataDir)
  try {
    return guarded('verify', db.name, () => {
      checkVersion(db, migrations)
      return db.transaction(() => verify(db, progress))()
    })
  } finally {
    db.close()
  }
}
