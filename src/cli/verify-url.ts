import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openCheckpoint, type SignedCheckpoint } from '../evidence/checkpoint.ts'
import { EvidenceError } from '../evidence/evidence-error.ts'
import { leafHash } from '../evidence/hash.ts'
import { parseVerifierKey } from '../evidence/note-key.ts'
import type { Verifier } from '../evidence/note.ts'
import { parseDigest, parseRecord } from '../evidence/record-parse.ts'
import { fullWidth, parseEntryBundle, tilePath, widthAt } from '../evidence/tiles.ts'
import { verifyConsistency, verifyRange } from '../evidence/tree-proof.ts'
import { type TileReader, type Tree, treeAt } from '../evidence/tree.ts'
import type { ExitCode, Io } from './command.ts'

export interface UrlOptions {
  /** Verifier keys from elsewhere; null: those that the instance serves. */
  readonly keys: readonly string[] | null
  /** A checkpoint that was kept earlier. */
  readonly since: string | null
  readonly json: boolean
}

export interface CheckedLog {
  readonly checkpoint: SignedCheckpoint
  /** Records in the checkpoint that was kept; null when none was given. */
  readonly since: number | null
  /** Entry bundles that were read and compared, and the records in them. */
  readonly bundles: number
  readonly records: number
}

/** Checks a running instance from outside: its checkpoint, that it goes on from a kept one, and records here and there. */
export async function verifyUrl(url: string, options: UrlOptions, io: Io): Promise<ExitCode> {
  const base = url.replace(/\/+$/, '')
  try {
    const checked = await checkLog(base, options, io.signal)
    io.stdout.write(options.json ? `${JSON.stringify(jsonOf(checked))}\n` : told(base, checked, options))
    return 0
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    io.stdout.write(options.json ? `${JSON.stringify({ sound: false, bad: error.message })}\n` : `${base}: NO: ${error.message}\n`)
    return 1
  }
}

async function checkLog(base: string, { keys, since }: UrlOptions, signal: AbortSignal): Promise<CheckedLog> {
  const get = (path: string): Promise<Uint8Array> => fetched(`${base}/log/${path}`, signal)
  const texts =
    keys ??
    Buffer.from(await get('key'))
      .toString()
      .split('\n')
      .filter(Boolean)
  const verifiers = texts.map(parseVerifierKey)
  const checkpoint = opened('/log/checkpoint', await get('checkpoint'), verifiers)
  const inTree = treeBehind(checkpoint.size, get)
  const kept = since === null ? null : opened(since, readFileSync(since), verifiers)
  if (kept !== null) await checkGrowth(String(since), kept, checkpoint, inTree)
  const indexes = sampled(Math.ceil(checkpoint.size / fullWidth))
  let records = 0
  for (const index of indexes) records += await checkEntries(index, checkpoint, inTree, get)
  return { checkpoint, since: kept?.size ?? null, bundles: indexes.length, records }
}

async function checkGrowth(name: string, kept: SignedCheckpoint, now: SignedCheckpoint, inTree: InTree): Promise<void> {
  if (kept.origin !== now.origin) throw new EvidenceError(`${name} is of the log ${kept.origin}, and this is ${now.origin}`)
  if (kept.size > now.size)
    throw new EvidenceError(`the log had ${kept.size} records when ${name} was kept, and has ${now.size}: some were taken out`)
  verifyConsistency(kept, now, await inTree((tree) => tree.consistency(kept.size)))
}

/** Compares an entry bundle with the tree; returns how many records it has. */
async function checkEntries(index: number, { size, root }: SignedCheckpoint, inTree: InTree, get: Get): Promise<number> {
  const width = widthAt(size, 'entries', index)
  const records = parseEntryBundle(await get(tilePath({ level: 'entries', index, width })), width)
  const first = index * fullWidth
  for (const [place, bytes] of records.entries()) {
    if (seqOf(bytes) !== first + place) throw new EvidenceError(`record ${first + place}: what stands there is another record`)
  }
  verifyRange(records.map(leafHash), first, await inTree((tree) => tree.range(first, first + width)), { size, root })
  return width
}

function seqOf(bytes: Uint8Array): number {
  try {
    return (parseDigest(bytes) ?? parseRecord(bytes)).seq
  } catch (cause) {
    throw new EvidenceError(`a record cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

type Get = (path: string) => Promise<Uint8Array>
/** Asks something of a tree whose tiles are fetched as they turn out to be needed. */
type InTree = <T>(ask: (tree: Tree) => T) => Promise<T>

function treeBehind(size: number, get: Get): InTree {
  const held = new Map<string, Uint8Array>()
  const read: TileReader = (level, index, width) => {
    const path = tilePath({ level, index, width })
    const tile = held.get(path)
    if (tile === undefined) throw new MissingTile(path)
    return tile
  }
  return async (ask) => {
    for (;;) {
      try {
        return ask(treeAt(size, read))
      } catch (error) {
        if (!(error instanceof MissingTile)) throw error
        held.set(error.path, await get(error.path))
      }
    }
  }
}

class MissingTile extends Error {
  readonly path: string
  constructor(path: string) {
    super(`tile ${path} is not here yet`)
    this.path = path
  }
}

const bundlesAtMost = 16

/** The first, the last, and some in between that nobody can foresee. */
function sampled(count: number): readonly number[] {
  const chosen = new Set(count === 0 ? [] : [0, count - 1])
  while (chosen.size < Math.min(count, bundlesAtMost)) chosen.add(randomInt(count))
  return [...chosen].toSorted((a, b) => a - b)
}

/** An entry bundle of 256 records of 65,535 bytes is 16 MB. */
const longestAnswer = 17_000_000
const withinMs = 30_000

/** Asks again once: a server may close a connection that it kept, just as it is used again. */
async function fetched(url: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await fetchedOnce(url, signal).catch((error: unknown) => {
      if (error instanceof EvidenceError || signal.aborted) throw error
      return fetchedOnce(url, signal)
    })
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause
    throw new EvidenceError(`${url} cannot be reached: ${reasonOf(cause)}`, { cause })
  }
}

async function fetchedOnce(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]) })
  if (!response.ok) throw new EvidenceError(`${url} answered ${response.status}: is this the address of a Vigie instance?`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (bytes.length > longestAnswer) throw new EvidenceError(`${url} answered ${bytes.length} bytes`)
  return bytes
}

/** What fetch hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

function jsonOf({ checkpoint, since, bundles, records }: CheckedLog) {
  const { origin, size, signedBy } = checkpoint
  return { sound: true, checkpoint: { origin, size, signedBy }, since, bundles, records }
}

function told(base: string, { checkpoint, since, bundles, records }: CheckedLog, { keys, since: file }: UrlOptions): string {
  const lines = [
    `${base}: sound: the log ${checkpoint.origin} has ${checkpoint.size} records, signed by ${checkpoint.signedBy.join(', ')}`,
    since === null
      ? 'not compared with anything earlier: keep a copy of /log/checkpoint and bring it with --since'
      : `it only appended to the ${since} records of ${file}`,
    `${records} records in ${bundles} entry bundles, the first, the last and some at random, are in its tree`,
    keys === null ? 'trusted: the keys that it serves; bring one from elsewhere with --key' : 'trusted: the key given by --key',
    'It does not prove that the probe told the truth, that everybody is shown the same log, or that records not looked at are there.',
  ]
  return `${lines.join('\n')}\n`
}

function opened(name: string, file: Uint8Array, verifiers: readonly Verifier[]): SignedCheckpoint {
  try {
    return openCheckpoint(file, verifiers)
  } catch (cause) {
    throw new EvidenceError(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
