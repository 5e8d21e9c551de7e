import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gunzipSync, gzipSync } from 'node:zlib'
import type { Capture } from '../core/capture.ts'
import { type CaptureManifest, hex, parseManifest, putTogether, refsOf } from './capture-manifest.ts'
import { EvidenceError } from './evidence-error.ts'

/**
 * The files of captures below one directory: `ab/<SHA-256 of the content, hex>.json.gz` is a manifest, `.bin.gz` bytes that manifests name,
 * `.erased` says that bytes were erased and must not come back. `zcat FILE | sha256sum` prints the name of the file.
 */
export type CaptureKind = 'json' | 'bin'

/** Reading side; in any thread or process, while the writer writes. */
export interface CaptureReader {
  /** Null when there is none. Throws EvidenceError when its bytes are not what was written. */
  manifest(sha256: string): Promise<CaptureManifest | null>
  /** Null when they were erased, or were never kept. Throws EvidenceError when they are not what was written, or are missing. */
  bytes(sha256: string): Promise<Uint8Array | null>
  /** The whole capture, erased bodies as such, and the manifest that it is put together from. Null when there is none. */
  capture(sha256: string): Promise<{ readonly capture: Capture; readonly manifest: CaptureManifest } | null>
}

/** Where nothing is kept. */
export const noCaptures: CaptureReader = { manifest: async () => null, bytes: async () => null, capture: async () => null }

export function captureDir(dataDir: string): string {
  return join(dataDir, 'captures')
}

export function readCaptures(dir: string): CaptureReader {
  const read = async (sha256: string, kind: CaptureKind): Promise<Uint8Array | null> => {
    const file = captureFile(dir, sha256, kind)
    try {
      return checked(await unzip(await readFile(file), { maxOutputLength: largestBytes }), sha256, file)
    } catch (error) {
      if (isMissing(error)) return null
      throw damaged(file, error)
    }
  }
  const manifest = async (sha256: string): Promise<CaptureManifest | null> => {
    const bytes = await read(sha256, 'json')
    return bytes === null ? null : parseManifest(bytes)
  }
  const bytes = async (sha256: string): Promise<Uint8Array | null> => {
    if (existsSync(erasedMark(dir, sha256))) return null
    const found = await read(sha256, 'bin')
    if (found === null && !existsSync(erasedMark(dir, sha256))) throw new EvidenceError(`${captureFile(dir, sha256, 'bin')} is missing`)
    return found
  }
  return {
    manifest,
    bytes,
    async capture(sha256) {
      const found = await manifest(sha256)
      if (found === null) return null
      const kept = new Map(await Promise.all(refsOf(found).map(async (ref) => [ref, await bytes(ref)] as const)))
      return { capture: putTogether(found, (ref) => kept.get(ref) ?? null), manifest: found }
    },
  }
}

/** Keeps bytes by their hash, whole and on the disk when it returns. False when they were there already, or were erased. Throws what the file system throws. */
export function keepBytes(dir: string, sha256: string, bytes: Uint8Array, kind: CaptureKind): boolean {
  if (kind === 'bin' && existsSync(erasedMark(dir, sha256))) return false
  const file = captureFile(dir, sha256, kind)
  if (isIntact(file, sha256)) return false
  writeDurably(file, gzipSync(bytes))
  return true
}

/** Removes bytes for good. True when they were there. The mark comes first: a crash in between leaves them marked. */
export function eraseBytes(dir: string, sha256: string): boolean {
  const file = captureFile(dir, sha256, 'bin')
  const there = existsSync(file)
  writeDurably(erasedMark(dir, sha256), new Uint8Array(0))
  rmSync(file, { force: true })
  flushDir(dirname(file))
  return there
}

export function captureFile(dir: string, sha256: string, kind: CaptureKind): string {
  return join(dir, sha256.slice(0, 2), `${sha256}.${kind}.gz`)
}

export function erasedMark(dir: string, sha256: string): string {
  return join(dir, sha256.slice(0, 2), `${sha256}.erased`)
}

const unzip = promisify(gunzip)
/** A manifest holds heads and requests of at most a dozen hops; bodies have their cap. */
const largestBytes = 16 * 1024 * 1024

function checked(bytes: Uint8Array, sha256: string, file: string): Uint8Array {
  if (hex(bytes) !== sha256) throw new EvidenceError(`${file} does not hold what its name says`)
  return bytes
}

function isIntact(file: string, sha256: string): boolean {
  try {
    return hex(gunzipSync(readFileSync(file), { maxOutputLength: largestBytes })) === sha256
  } catch {
    return false
  }
}

function damaged(file: string, error: unknown): EvidenceError {
  if (error instanceof EvidenceError) return error
  return new EvidenceError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** Whole or not at all, and on the disk: written beside, flushed, renamed, and the name flushed too. */
function writeDurably(file: string, bytes: Uint8Array): void {
  const folder = dirname(file)
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) flushDir(dirname(folder))
  const partial = `${file}.partial-${process.pid}`
  try {
    const fd = openSync(partial, 'w', 0o600)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(partial, file)
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
  flushDir(folder)
}

function flushDir(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
