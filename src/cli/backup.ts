import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { backupDatabase } from '../store/sqlite/backup.ts'
import { StoreError } from '../store/store.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'
import { progressLine } from './progress.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'copy the data, consistently, while the daemon runs',
  help: `Usage: vigie backup FILE [options]

Writes one file with everything that was recorded, captures included, as of one instant; a running daemon goes on measuring. The copy is checked
(integrity, log without a hole) and flushed to the disk before it gets its name. A FILE that exists is never replaced.
It holds no private key. "vigie restore FILE" reads it.

${dataHelp}  --json          one JSON object on standard output: {file, bytes, records}

Exit status: 0 copied and checked, 1 failed, 2 bad usage.
`,
  run: runBackup,
}

async function runBackup(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { ...dataOptions, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError(`one FILE to write, not ${positionals.length}`)
  const dataDir = await dataDirOf(values, io)
  const progress = progressLine(io, 'copying')
  try {
    const { records } = await backupDatabase(dataDir, file, (done, total) => progress.say(done, total))
    progress.end()
    const told = { file, bytes: statSync(file).size, records }
    if (values.json) io.stdout.write(`${JSON.stringify(told)}\n`)
    else io.stdout.write(`${file}: ${records} records, ${told.bytes} bytes, checked\n`)
    return 0
  } catch (error) {
    progress.end()
    if (!(error instanceof StoreError)) throw error
    io.stderr.write(`vigie backup: ${error.message}\n`)
    return 1
  }
}
