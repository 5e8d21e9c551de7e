import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { loggedRecords } from '../evidence/logged-records.ts'
import { restoreDatabase } from '../store/sqlite/restore.ts'
import { nothingDerived, type Store, StoreError } from '../store/store.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'
import { progressLine } from './progress.ts'

export const restore: Command = {
  name: 'restore',
  summary: 'put a backup into an empty data directory',
  help: `Usage: vigie restore FILE [options]

Reads a file that "vigie backup" wrote, checks it (integrity, log without a hole) and puts it into a data directory that holds no
database; what is recorded is never overwritten. The log goes on with a record that says where it was restored: how many records
there were, the SHA-256 of the last, and the last checkpoint that the old log had signed. A key is not restored: the log goes on with
a new one. A restore that fails leaves nothing behind.

${dataHelp}  --json          one JSON object on standard output: {dataDir, records, lastRecordSha256}

Exit status: 0 restored, 1 failed, 2 bad usage.
`,
  run: runRestore,
}

async function runRestore(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { ...dataOptions, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError(`one FILE to read, not ${positionals.length}`)
  const dataDir = await dataDirOf(values, io)
  const progress = progressLine(io, 'copying')
  try {
    let restored: Restored = { size: 0, lastRecordSha256: null, checkpoint: null }
    const finish = (store: Store, oldCheckpoint: string | null): void => {
      restored = appendRestore(store, Date.now(), oldCheckpoint)
    }
    await restoreDatabase(file, dataDir, finish, (done, total) => progress.say(done, total))
    progress.end()
    const { size, lastRecordSha256 } = restored
    if (values.json) io.stdout.write(`${JSON.stringify({ dataDir, records: size, lastRecordSha256 })}\n`)
    else io.stdout.write(`${dataDir}: ${size} records restored; the log goes on with record ${size}\n`)
    return 0
  } catch (error) {
    progress.end()
    if (!(error instanceof StoreError)) throw error
    io.stderr.write(`vigie restore: ${error.message}\n`)
    return 1
  }
}

interface Restored {
  readonly size: number
  /** null: the log was empty. */
  readonly lastRecordSha256: string | null
  /** The last checkpoint of the old log that the backup knows; null: it had signed nothing. */
  readonly checkpoint: string | null
}

/** The record that ties the log that goes on to the one that was copied. */
function appendRestore(store: Store, at: number, checkpoint: string | null): Restored {
  const size = store.size()
  const [last] = size === 0 ? [] : loggedRecords(store).bytes(size - 1, size)
  const lastRecordSha256 = last === undefined ? null : createHash('sha256').update(last).digest('hex')
  const body = { size, lastRecordSha256, ...(checkpoint === null ? {} : { checkpoint }) }
  store.record([{ type: 'entry', entry: { kind: 'restore', at, body } }], nothingDerived)
  return { size, lastRecordSha256, checkpoint }
}
