// What the evidence log costs: a year of one monitor (525,600 looks) encoded, hashed and appended as the recorder does it, in groups of 100;
// checkpoints; proofs over stored tiles; and checking it all again. CPU time of this process; floors are bare SHA-256 and Ed25519.
import { generateKeyPairSync, sign } from 'node:crypto'
import type { LogRecord } from '../src/core/log.ts'
import { openCheckpoint, signCheckpoint } from '../src/evidence/checkpoint.ts'
import { append, emptyFrontier, type Frontier, frontierRoot } from '../src/evidence/frontier.ts'
import { type Hash, hashBytes, leafHash, sha256 } from '../src/evidence/hash.ts'
import { ed25519Signer } from '../src/evidence/note-key.ts'
import { proofText } from '../src/evidence/proof.ts'
import { recordBytes } from '../src/evidence/record.ts'
import { verifyInclusion, verifyRange } from '../src/evidence/tree-proof.ts'
import { treeAt } from '../src/evidence/tree.ts'
import { observation } from '../test/store/make.ts'
import { median, row } from './report.ts'

const size = 525_600
const group = 100
const outage = 17_280
const origin = 'vigie.example.org/log'
const { privateKey } = generateKeyPairSync('ed25519')
const signer = ed25519Signer(origin, privateKey)
const anchor = 'f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2'

const recordAt = (seq: number): LogRecord => ({
  seq,
  type: 'observation',
  observation: observation({ counter: seq, durationMs: 300 + (seq % 97) }),
})
const leaves = new Uint8Array(size * hashBytes)
const upper: Uint8Array[][] = []
let frontier: Frontier = emptyFrontier
let [encodeMs, logMs, bareMs, bytes] = [0, 0, 0, 0]
for (let from = 0; from < size; from += group) {
  const group100 = Array.from({ length: group }, (_, place) => recordAt(from + place))
  const encoded = timed(() => group100.map((record) => recordBytes(record, anchor)))
  encodeMs += encoded.ms
  const step = timed(() => {
    const hashes = encoded.value.map(leafHash)
    return { hashes, ...append(frontier, hashes) }
  })
  logMs += step.ms
  bareMs += timed(() => encoded.value.forEach((one) => sha256(one))).ms
  bytes += encoded.value.reduce((sum, one) => sum + one.length, 0)
  step.value.hashes.forEach((hash, place) => leaves.set(hash, (from + place) * hashBytes))
  frontier = step.value.frontier
  for (const { level, index, hash } of step.value.entries) (upper[level] ??= [])[index] = hash
}
row('log-append', 'µs of CPU per record hashed and appended (floor: SHA-256 of its bytes)', (logMs * 1_000) / size, (bareMs * 1_000) / size)
row('log-encode', `µs of CPU per record encoded, ${Math.round(bytes / size)} bytes each`, (encodeMs * 1_000) / size)
row('log-stored', 'bytes per record of tiles above the leaves', (upper.flat().length * hashBytes) / size)

const root = frontierRoot(frontier)
const text = new TextEncoder().encode('a'.repeat(80))
const checkpoints = Array.from({ length: 200 }, () => timed(() => signCheckpoint({ origin, size, root: frontierRoot(frontier) }, [signer])))
const bareSigns = Array.from({ length: 200 }, () => timed(() => sign(null, text, privateKey)).ms)
const checkpoint = checkpoints[0]?.value ?? new Uint8Array(0)
row('checkpoint', 'ms per checkpoint (floor: one Ed25519 signature)', median(checkpoints.map(({ ms }) => ms)), median(bareSigns))

const readTile = (level: number, index: number, width: number): Uint8Array =>
  level === 0
    ? leaves.subarray(index * 256 * hashBytes, (index * 256 + width) * hashBytes)
    : Buffer.concat((upper[level] ?? []).slice(index * 256, index * 256 + width))
const proofs = Array.from({ length: 200 }, (_, place) => {
  const index = (place * 7_919_993) % size
  return { index, ...timed(() => treeAt(size, readTile).inclusion(index)) }
})
row('proof-one', 'ms per inclusion proof over stored tiles', median(proofs.map(({ ms }) => ms)))
const files = proofs.map(({ index, value }) => proofText({ index, hashes: value, extra: null, checkpoint }).length)
row('proof-bytes', 'bytes of one tlog-proof file, checkpoint included, the longest', Math.max(...files))
for (const { index, value } of proofs) verifyInclusion(leafAt(index), index, value, { size, root })

const from = 200_001
const range = timed(() => treeAt(size, readTile).range(from, from + outage))
row('range-proof', `ms for the proof of ${outage} records, ${range.value.length * hashBytes} bytes`, range.ms)
const records = Array.from({ length: outage }, (_, place) => recordBytes(recordAt(from + place), anchor))
const checked = timed(() => verifyRange(records.map(leafHash), from, range.value, { size, root }))
row('range-verify', `ms to check ${outage} records against it`, checked.ms)

const year = timed(() => {
  const head = openCheckpoint(checkpoint, [signer.verifier])
  const hashes = Array.from({ length: size }, (_, seq) => leafHash(recordBytes(recordAt(seq), anchor)))
  verifyRange(hashes, 0, [], head)
})
row('year-verify', 's to encode, hash and check a year of one monitor against its checkpoint', year.ms / 1_000)

function leafAt(index: number): Hash {
  return leaves.subarray(index * hashBytes, (index + 1) * hashBytes)
}

function timed<T>(run: () => T): { readonly value: T; readonly ms: number } {
  const before = process.cpuUsage()
  const value = run()
  const { user, system } = process.cpuUsage(before)
  return { value, ms: (user + system) / 1_000 }
}
