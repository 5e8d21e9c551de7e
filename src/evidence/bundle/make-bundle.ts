import { readFileSync } from 'node:fs'
import { canonicalJson } from '../../core/canonical.ts'
import { roundBook } from '../../core/effective.ts'
import { endOf } from '../../core/log.ts'
import type { Figure } from '../../core/figure.ts'
import type { ControlRound } from '../../core/observation.ts'
import type { Outage } from '../../core/outage.ts'
import { type Hash, leafHash } from '../hash.ts'
import { loggedRecords } from '../logged-records.ts'
import { longestEntry } from '../tiles.ts'
import { storedTiles } from '../stored-tiles.ts'
import { treeFiles } from '../tree-files.ts'
import { treeAt } from '../tree.ts'
import { logFiles, verifierKeys } from '../log-files.ts'
import { captureDir, readCaptures } from '../capture-files.ts'
import { packCaptures, type PackedCapture } from './bundle-captures.ts'
import { bundleNames, markBytes } from './bundle-names.ts'
import type { BundleReader, Concerning } from './concerning.ts'
import { observationsHead, observationsRow } from './observations.ts'
import { outageFigure } from './outage-figure.ts'
import { type Stamped, stampsFor } from './stamps.ts'
import { subsetProof } from './subset-proof.ts'
import { createZip } from './zip.ts'

export interface BundleParts {
  readonly dataDir: string
  readonly reader: BundleReader
  readonly outage: Outage
  /** The checkpoint that it is as of, and the figure before its own (`figureBasis`). */
  readonly checkpoint: Uint8Array
  readonly replaces: Figure['replaces']
  /** `README.<language>.txt`, by language. */
  readonly readme: Readonly<Record<string, string>>
}

/**
 * Writes everything that checking an outage's figure takes into one ZIP file, in memory of its proof, its control rounds and its captures. Throws
 * EvidenceError or StoreError where the records do not give it; the file is then not whole.
 */
export async function makeBundle(path: string, parts: BundleParts): Promise<void> {
  const { dataDir, reader, outage, checkpoint, replaces, readme } = parts
  const { figure, concerning } = outageFigure(reader, outage, checkpoint, replaces)
  const asOf = endOf(concerning.last)
  using zip = createZip(path, asOf)
  const sums: string[] = []
  const add = async (name: string, pieces: Iterable<Uint8Array>, mode?: number): Promise<void> => {
    sums.push(`${await zip.add(name, pieces, mode)}  ${name}\n`)
  }
  for (const [language, text] of Object.entries(readme)) await add(`README.${language}.txt`, [Buffer.from(text)])
  await add(bundleNames.figure, [Buffer.from(`${canonicalJson(figure)}\n`)])
  await add(bundleNames.observations, observationsOf(concerning, asOf))
  await addRecords(add, parts, concerning, figure.tree.size)
  await addCaptures(add, await packCaptures(readCaptures(captureDir(dataDir)), concerning.captures))
  await add(bundleNames.checkpoint, [checkpoint])
  await addStamps(add, stampsFor(logFiles(dataDir), reader, figure.tree.size, concerning))
  await add(bundleNames.key, [Buffer.from(`${verifierKeys(logFiles(dataDir)).join('\n')}\n`)])
  for (const name of programs) await add(name, [readFileSync(new URL(name, import.meta.url))], 0o755)
  await zip.add(bundleNames.sums, [Buffer.from(sums.join(''))])
  zip.end()
}

/** They check the bundle with nothing of ours; plain files beside this one. */
const programs = ['verify.sh', 'verify.py', 'method.py', 'captures.py', 'files.py']

type Add = (name: string, pieces: Iterable<Uint8Array>) => Promise<void>

/** The records as the log holds them, and what ties them to the tree. */
async function addRecords(add: Add, { dataDir, reader }: BundleParts, concerning: Concerning, size: number): Promise<void> {
  const seqs = Array.from(concerning.records(), ({ seq }) => seq)
  const records = loggedRecords(reader)
  const tree = treeAt(
    size,
    storedTiles(treeFiles(logFiles(dataDir).dir), (from, to) => records.leaves(from, to)),
  )
  const proof: Hash[] = []
  const marks: Uint8Array[] = []
  const stored = function* (): Generator<Uint8Array> {
    for (const part of subsetProof(
      tree,
      seqs,
      ahead((from, to) => records.bytes(from, to), size),
    )) {
      proof.push(...part.hashes)
      marks.push(...part.records.map((record) => leafHash(record).subarray(0, markBytes)))
      yield Buffer.concat(part.records.flatMap((record) => [lengthOf(record), record]))
    }
  }
  await add(bundleNames.records, stored())
  await add(bundleNames.proof, [Buffer.concat(proof)])
  await add(bundleNames.marks, [Buffer.concat(marks)])
  for (const record of concerning.records()) {
    if (record.type !== 'entry') continue
    const whole = records.whole(record.seq)
    if (whole.length > longestEntry) await add(`${bundleNames.whole}${record.seq}.json`, [whole])
  }
}

/**
 * Reads whole stretches of the log and answers from the last one: a day of a monitor is unpacked for each of its looks that is read alone.
 * What is asked for lies within one stretch, or is longer than it.
 */
function ahead(bytesOf: (from: number, to: number) => readonly Uint8Array[], size: number): typeof bytesOf {
  let start = 0
  let held: readonly Uint8Array[] = []
  return (from, to) => {
    if (from < start || to > start + held.length) {
      start = from - (from % stretchRecords)
      held = bytesOf(start, Math.min(Math.max(start + stretchRecords, to), size))
    }
    return held.slice(from - start, to - start)
  }
}

/** Some 3 MB of records. */
const stretchRecords = 4_096

function lengthOf(record: Uint8Array): Uint8Array {
  return Uint8Array.of(record.length >> 8, record.length & 0xff)
}

function* observationsOf(concerning: Concerning, asOf: number): Generator<Uint8Array> {
  const rounds: ControlRound[] = []
  // Of each round only what decides.
  for (const record of concerning.records()) if (record.type === 'control') rounds.push({ ...record.round, results: [] })
  const book = roundBook(rounds)
  let rows = observationsHead
  for (const look of concerning.looks()) {
    rows += observationsRow(look, book, asOf)
    if (rows.length < piece) continue
    yield Buffer.from(rows)
    rows = ''
  }
  yield Buffer.from(rows)
}

const piece = 65_536

/** What was exchanged, as one WARC file, and the manifests that tie it to the log. */
async function addCaptures(add: Add, captures: readonly PackedCapture[]): Promise<void> {
  if (captures.length === 0) return
  await add(
    bundleNames.warc,
    captures.map(({ warc }) => warc),
  )
  for (const { sha256, manifest } of captures) await add(`${bundleNames.captures}${sha256}.json`, [manifest])
}

async function addStamps(add: Add, { after, before, roots }: Stamped): Promise<void> {
  for (const { sha256, der } of after) await add(`${bundleNames.tokens}${sha256}.tst`, [der])
  if (before !== null) {
    await add(`${bundleNames.before}checkpoint`, [before.checkpoint])
    await add(`${bundleNames.before}${before.sha256}.tst`, [before.der])
  }
  for (const [name, pem] of roots) await add(`${bundleNames.roots}${name}.pem`, [Buffer.from(pem)])
}
