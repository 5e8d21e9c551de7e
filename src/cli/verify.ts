import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseVerifierKey } from '../evidence/note-key.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'
import { isBundleDir, verifyBundle } from './verify-bundle.ts'
import { verifyDirectory } from './verify-dir.ts'
import { verifyUrl } from './verify-url.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'check an evidence bundle, a data directory, or a running instance',
  help: `Usage: vigie verify [BUNDLE | DIR | URL] [options]

A bundle (FILE.zip or its directory, /api/v1/outages/<id>/bundle): the sums, that the records are in the signed tree, the time stamps,
that the figure follows from the records, and that what went over the wire is what they name. Its own verify.sh does the same with openssl and Python, and checks the authorities too.

A running instance (its address): the checkpoint's signature, that the log only appended to a checkpoint kept earlier, and records here
and there against the tree.

A data directory, also while the daemon runs: SQLite's own integrity check; every batch and chunk of looks with its checksum, its order
and the words it refers to; and that records are numbered from 0 without a hole or a double. The tree of the evidence log is made again
from the records and compared with its checkpoints, its files and its time stamps. Every file of a capture is compared with the hash that
the log holds; what was erased is listed. Slots without a look are listed as well: they are no damage, but time of which nothing is known.
"vigie rebuild --check" compares what was derived.

Names the first bad thing. It does not prove that the probe told the truth when it recorded: whoever can write to a directory can write
other records and sign them with the key that is there. Compare with a checkpoint and a key that somebody else kept.

  BUNDLE          a ZIP file, or the directory that it was unpacked into
  DIR             data directory; the same as --data DIR
  URL             http(s)://…, the address of the pages
  --key KEY       the log's public key from elsewhere, or a file of them; without it the one found there is trusted (bundle, URL)
  --since FILE    a copy of /log/checkpoint that was kept earlier (URL)
${dataHelp}  --json          one JSON object on standard output; of a data directory {records, looks, chunks, signed, captures,
                  erased, slots: {scheduled, recorded, holes}, damage}

Exit status: 0 sound (holes or not), 1 not, or failed, 2 bad usage.
`,
  run: runVerify,
}

const options = { ...dataOptions, key: { type: 'string' }, since: { type: 'string' }, json: { type: 'boolean', default: false } } as const

async function runVerify(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const [what, ...more] = positionals
  if (more.length > 0 || (what !== undefined && values.data !== undefined)) throw new UsageError('one thing to verify, not several')
  const kind = what === undefined ? 'data' : kindOf(what)
  if (values.since !== undefined && kind !== 'url') throw new UsageError('--since goes with the address of a running instance')
  if (values.key !== undefined && kind === 'data') throw new UsageError('--key goes with a bundle or the address of a running instance')
  const keys = values.key === undefined ? null : keysIn(values.key)
  const { json } = values
  if (what !== undefined && kind === 'url') return verifyUrl(what, { keys, since: values.since ?? null, json }, io)
  if (what !== undefined && kind !== 'data') return verifyBundle(what, kind === 'unpacked', { keys, json }, io)
  return verifyDirectory(what === undefined ? await dataDirOf(values, io) : resolve(what), json, io)
}

function kindOf(what: string): 'url' | 'packed' | 'unpacked' | 'data' {
  if (/^https?:\/\//.test(what)) return 'url'
  if (!existsSync(what)) {
    if (what.endsWith('.zip')) throw new UsageError(`${what}: there is no such file`)
    return 'data'
  }
  if (statSync(what).isDirectory()) return isBundleDir(what) ? 'unpacked' : 'data'
  if (!what.endsWith('.zip'))
    throw new UsageError(
      `${what} is a file; name a bundle (.zip) or the data directory that holds vigie.db ("vigie restore" checks a backup)`,
    )
  return 'packed'
}

function keysIn(given: string): readonly string[] {
  const keys = (existsSync(given) ? readFileSync(given, 'utf8') : given).split('\n').filter(Boolean)
  try {
    for (const key of keys) parseVerifierKey(key)
  } catch (error) {
    throw new UsageError(`--key: ${error instanceof Error ? error.message : String(error)}`)
  }
  return keys
}
