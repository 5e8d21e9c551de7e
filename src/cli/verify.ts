import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { logFiles } from '../evidence/log-files.ts'
import { type LogVerified, verifyLog } from '../evidence/verify-log.ts'
import { openReader } from '../store/sqlite/reader.ts'
import { verifyDataDir } from '../store/sqlite/verify-dir.ts'
import type { Verified } from '../store/sqlite/verify.ts'
import { StoreError } from '../store/store.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'
import { progressLine } from './progress.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'check every record of a data directory',
  help: `Usage: vigie verify [DIR] [options]

Reads everything that a data directory holds, also while the daemon runs: SQLite's own integrity check; every batch and chunk of
looks with its checksum, its order and the words it refers to; and that records are numbered from 0 without a hole or a double.
The tree of the evidence log is made again from the records and compared with the newest checkpoint and its signature. Names the
first bad place. "vigie rebuild --check" compares what was derived from the records.

It does not prove that the records are those that were once written: whoever can write to the directory can write others and sign them
with the key that is there. Compare the checkpoint with one that somebody else kept, and the key with one handed on earlier.

  DIR             data directory; the same as --data DIR
${dataHelp}  --json          one JSON object on standard output: {records, looks, chunks, signed, damage}

Exit status: 0 sound, 1 damaged or failed, 2 bad usage.
`,
  run: runVerify,
}

async function runVerify(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { ...dataOptions, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [dir, ...more] = positionals
  if (more.length > 0 || (dir !== undefined && values.data !== undefined)) throw new UsageError('one directory to verify, not several')
  if (dir !== undefined && existsSync(dir) && !statSync(dir).isDirectory()) {
    throw new UsageError(`${dir} is a file; name the data directory that holds vigie.db ("vigie restore" checks a backup)`)
  }
  const dataDir = dir === undefined ? await dataDirOf(values, io) : resolve(dir)
  const progress = progressLine(io, 'verifying')
  try {
    const stored = verifyDataDir(dataDir, (done, total) => progress.say(done, total))
    const log = stored.damage === null ? await verifiedLog(dataDir) : null
    const found: Found = { ...stored, signed: log?.signed ?? null, damage: stored.damage ?? log?.damage ?? null }
    progress.end()
    io.stdout.write(values.json ? `${JSON.stringify(found)}\n` : told(dataDir, found))
    return found.damage === null ? 0 : 1
  } catch (error) {
    progress.end()
    if (!(error instanceof StoreError)) throw error
    io.stderr.write(`vigie verify: ${error.message}\n`)
    return 1
  }
}

interface Found extends Verified {
  /** Records under the newest checkpoint; null when nothing was signed yet. */
  readonly signed: number | null
}

async function verifiedLog(dataDir: string): Promise<LogVerified> {
  await using reader = openReader(dataDir)
  return verifyLog(logFiles(dataDir), reader)
}

function told(dataDir: string, { records, looks, chunks, signed, damage }: Found): string {
  const log = signed === null ? 'nothing is signed yet' : `the first ${signed} records are those of the newest checkpoint`
  if (damage === null) return `${dataDir}: sound: ${records} records, ${looks} looks of them in ${chunks} chunks and the log; ${log}\n`
  return `${dataDir}: damaged: ${damage}; keep the directory as it is and restore a backup into an empty one ("vigie restore")\n`
}
