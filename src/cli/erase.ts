import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bundleCache } from '../evidence/bundle/bundle-names.ts'
import { captureDir, eraseBytes, readCaptures } from '../evidence/capture-files.ts'
import type { CaptureManifest } from '../evidence/capture-manifest.ts'
import { openStore } from '../store/sqlite/store.ts'
import { nothingDerived, type Store, StoreError } from '../store/store.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'

export const erase: Command = {
  name: 'erase',
  summary: 'erase a kept body, for the law or for personal data',
  help: `Usage: vigie erase --body SHA256 --reason TEXT [options]

Erases the body of an answer that was kept in captures, with the text that was read from it, for good. The log keeps its hash and its
length, and a record of the erasure with the reason; no proof is touched, and the same bytes are never kept again. Headers, certificates
and everything else of the captures stay. The WARC record of an answer names the hash in WARC-Payload-Digest where it has no transfer
coding; "body" records of the log name every hash. Stop the daemon first: it writes the log. Backups and evidence bundles given
out earlier still hold the bytes.

  --body SHA256   hash of the body, 64 hex digits
  --reason TEXT   why; recorded and public
${dataHelp}  --json          one JSON object on standard output: {sha256, length, erased}; erased lists the hashes of all that is gone

Exit status: 0 erased, 1 failed, 2 bad usage.
`,
  run: runErase,
}

async function runErase(argv: readonly string[], io: Io): Promise<ExitCode> {
  const options = {
    ...dataOptions,
    body: { type: 'string' },
    reason: { type: 'string' },
    json: { type: 'boolean', default: false },
  } as const
  const { values } = parseArgs({ args: [...argv], options })
  const sha256 = values.body?.toLowerCase() ?? ''
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new UsageError('--body takes a SHA-256, 64 hex digits')
  const reason = values.reason?.trim() ?? ''
  if (reason === '') throw new UsageError('--reason says why; it is recorded')
  const dataDir = await dataDirOf(values, io)
  try {
    await using store = openStore(dataDir)
    const length = keptLength(store, sha256)
    if (length === null) {
      io.stderr.write(`vigie erase: no body with this hash was ever kept in ${dataDir}; "body" records of the log name those that were\n`)
      return 1
    }
    const erased = [sha256, ...(await textsOf(store, dataDir, sha256))]
    // Recorded first: what is gone without a record could not be told from damage.
    if (!store.entries('erasure').some(({ body }) => body['sha256'] === sha256)) {
      const body = { sha256, length, reason, erased }
      store.record([{ type: 'entry', entry: { kind: 'erasure', at: Date.now(), body } }], nothingDerived)
    }
    for (const one of erased) eraseBytes(captureDir(dataDir), one)
    rmSync(bundleCache(dataDir), { recursive: true, force: true })
    if (values.json) io.stdout.write(`${JSON.stringify({ sha256, length, erased })}\n`)
    else io.stdout.write(`${sha256}: ${length} bytes erased; hash, length and reason are in the log\n`)
    return 0
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    io.stderr.write(`vigie erase: ${error.message}\n`)
    return 1
  }
}

function keptLength(store: Store, sha256: string): number | null {
  const found = store.entries('body').find(({ body }) => body['of'] === 'body' && body['sha256'] === sha256)
  const length = found?.body['length']
  return typeof length === 'number' ? length : null
}

/** Texts that were read from the body, by its captures. */
async function textsOf(store: Store, dataDir: string, sha256: string): Promise<readonly string[]> {
  const reader = readCaptures(captureDir(dataDir))
  const texts = new Set<string>()
  for (const { body } of store.entries('capture')) {
    const manifest = typeof body['sha256'] === 'string' ? await reader.manifest(body['sha256']) : null
    if (manifest !== null && holds(manifest, sha256) && manifest.text !== null) texts.add(manifest.text.sha256)
  }
  return [...texts].filter((text) => text !== sha256)
}

function holds({ hops }: CaptureManifest, sha256: string): boolean {
  return hops.some(({ response }) => response?.body.sha256 === sha256)
}
