import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { Entry } from '../../../src/core/log.ts'
import type { Outage } from '../../../src/core/outage.ts'
import { checkpointFor } from '../../../src/evidence/bundle/as-of.ts'
import { makeBundle } from '../../../src/evidence/bundle/make-bundle.ts'
import { unzip } from '../../../src/evidence/bundle/unzip.ts'
import { advanceLog } from '../../../src/evidence/evidence-log.ts'
import { sha256 } from '../../../src/evidence/hash.ts'
import { logFiles } from '../../../src/evidence/log-files.ts'
import { openLogKeys } from '../../../src/evidence/log-keys.ts'
import { stampWithAll } from '../../../src/evidence/timestamp.ts'
import { keepStamp } from '../../../src/evidence/tokens.ts'
import { openStore } from '../../../src/store/sqlite/store.ts'
import { nothingDerived, type Store } from '../../../src/store/store.ts'
import { t0 } from '../../store/make.ts'

export type Files = ReadonlyMap<string, Buffer>

/** Brings the log up to its records and keeps the checkpoint; an authority stamps it, as the daemon would have it stamped. */
export async function signed(store: Store, dataDir: string, authority: string | null = null): Promise<void> {
  const files = logFiles(dataDir)
  const { size, checkpoint } = advanceLog({ files, keys: openLogKeys(files, files.key, 'vigie.example.org/log'), reader: store }, true)
  if (authority === null) return
  const context = { timeoutMs: 10_000, signal: new AbortController().signal, sleep: async () => {} }
  for (const stamp of await stampWithAll(sha256(checkpoint), [authority], context)) {
    const entry: Entry = { kind: 'token', at: t0, body: { ...keepStamp(files.tokens, size, stamp) } }
    store.record([{ type: 'entry', entry }], nothingDerived)
  }
}

/** The first outage of a data directory. */
export function firstOutage(store: Store): Outage {
  const [outage] = store.outages({})
  if (outage === undefined) throw new Error('nothing was out')
  return outage
}

/** The bundle of the first outage of a data directory, made there. */
export async function bundleOf(dataDir: string): Promise<{ readonly path: string; readonly zip: Buffer; readonly files: Files }> {
  await using store = openStore(dataDir)
  const outage = firstOutage(store)
  const asOf = checkpointFor(logFiles(dataDir), store, outage)
  if (asOf === null) throw new Error('no checkpoint holds it')
  const path = join(dataDir, 'bundle.zip')
  await makeBundle(path, { dataDir, reader: store, outage, checkpoint: asOf.checkpoint, replaces: null, readme: { en: 'read me\n' } })
  const zip = readFileSync(path)
  return { path, zip, files: unzip(zip) }
}

/** Puts files into an empty directory; `fresh`: with sums that fit, as whoever forges them would. */
export function unpack(dir: string, files: Files, fresh = false): void {
  for (const [name, content] of fresh ? withSums(files) : files) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), content)
  }
  chmodSync(join(dir, 'verify.sh'), 0o755)
}

/** The same files with sums that fit, as whoever forges them would pack them. */
export function withSums(files: Files): Files {
  return new Map([...files, ['SHA256SUMS', Buffer.from(sumsOf(files))]])
}

/** The name that a token has after it was changed. */
export function forgedName(name: string, content: Uint8Array): string {
  return `${dirname(name)}/${createHash('sha256').update(content).digest('hex')}.tst`
}

function sumsOf(files: Files): string {
  return [...files]
    .filter(([name]) => name !== 'SHA256SUMS')
    .map(([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`)
    .join('')
}

export interface Said {
  readonly status: number
  readonly out: string
}

/** What verify.sh says of an unpacked bundle. */
export function verifySh(dir: string, ...options: readonly string[]): Promise<Said> {
  return said('sh', [join(dir, 'verify.sh'), ...options])
}

/** What verify.py says of the records of an unpacked bundle: the last step of verify.sh without the programs before it. */
export function verifyPy(dir: string): Promise<Said> {
  return said('python3', ['-I', '-B', 'verify.py', 'records', dir, '', ''], dir)
}

function said(program: string, options: readonly string[], cwd?: string): Promise<Said> {
  return new Promise((resolve) => {
    execFile(program, options, { cwd }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), out: stdout + stderr })
    })
  })
}
