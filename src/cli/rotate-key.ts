import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/load.ts'
import { formatProblem } from '../config/problem.ts'
import { EvidenceError } from '../evidence/evidence-error.ts'
import { logFiles } from '../evidence/log-files.ts'
import { logName } from '../evidence/log-name.ts'
import { rotateKey } from '../evidence/rotate.ts'
import { SigningKeyError } from '../evidence/signing-key.ts'
import { openStore } from '../store/sqlite/store.ts'
import { nothingDerived, StoreError } from '../store/store.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataOptions } from './data-dir.ts'

export const rotateKeyCommand: Command = {
  name: 'rotate-key',
  summary: 'put a new key into force for the evidence log',
  help: `Usage: vigie rotate-key [--config FILE] [--data DIR] [--json]

Makes a new key for the evidence log. The old one signs it in a record and a last checkpoint, and is then destroyed; its verifier
key stays at /log/key. The log takes the name of the site's present address. The daemon must be stopped.

  --config FILE   default config/vigie.yaml; it says where the key is
  --data DIR      data directory, instead of the configuration's \`data\`
  --json          one JSON object on standard output: {old, new}, both verifier keys

Exit status: 0 done, 1 failed, 2 bad usage or bad configuration.
`,
  run: runRotateKey,
}

async function runRotateKey(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({ args: [...argv], options: { ...dataOptions, json: { type: 'boolean', default: false } } })
  const loaded = await loadConfig(values.config ?? 'config/vigie.yaml', io.env)
  if (!loaded.ok) {
    io.stderr.write(loaded.problems.map((problem) => `${formatProblem(problem)}\n`).join(''))
    return 2
  }
  const { evidence, site } = loaded.config
  const dataDir = values.data === undefined ? loaded.config.dataDir : resolve(values.data)
  if (!existsSync(dataDir)) throw new UsageError(`${dataDir} does not exist; name the data directory with --data`)
  try {
    await using store = openStore(dataDir)
    const files = logFiles(dataDir)
    const { old, next } = rotateKey({
      files,
      keyFile: evidence.keyFile ?? files.key,
      name: site.url === null ? null : logName(site.url),
      reader: store,
      record: (body) => store.record([{ type: 'entry', entry: { kind: 'key', at: Date.now(), body } }], nothingDerived),
    })
    io.stdout.write(values.json ? `${JSON.stringify({ old, new: next })}\n` : `the log is signed by ${next}\nand no longer by ${old}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof SigningKeyError || error instanceof EvidenceError)) throw error
    io.stderr.write(`vigie rotate-key: ${error.message}\n`)
    return 1
  }
}
