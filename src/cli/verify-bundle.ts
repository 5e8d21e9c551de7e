import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isoInstant } from '../core/instant.ts'
import { bundleNames } from '../evidence/bundle/bundle-names.ts'
import type { BundleFiles } from '../evidence/bundle/bundle-records.ts'
import { type CheckedBundle, checkBundle } from '../evidence/bundle/check-bundle.ts'
import type { CheckedCaptures } from '../evidence/bundle/check-captures.ts'
import { unzip } from '../evidence/bundle/unzip.ts'
import { EvidenceError } from '../evidence/evidence-error.ts'
import { proofText } from '../i18n/bundle.ts'
import type { ExitCode, Io } from './command.ts'

/** Whether a directory is an unpacked bundle, and no data directory. */
export function isBundleDir(dir: string): boolean {
  const names = readdirSync(dir)
  return names.includes(bundleNames.figure) && names.includes(bundleNames.records)
}

/** Checks a bundle, packed or not, and says what holds, what that rests on and what it does not prove. */
export function verifyBundle(
  path: string,
  isDir: boolean,
  options: { readonly keys: readonly string[] | null; readonly json: boolean },
  io: Io,
): ExitCode {
  try {
    const checked = checkBundle(isDir ? filesBelow(path) : unzip(readFileSync(path)), options.keys)
    io.stdout.write(options.json ? `${JSON.stringify(jsonOf(checked))}\n` : told(path, checked, options.keys === null))
    return 0
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    io.stdout.write(options.json ? `${JSON.stringify({ sound: false, bad: error.message })}\n` : `${path}: NO: ${error.message}\n`)
    return 1
  }
}

function filesBelow(dir: string): BundleFiles {
  const found = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return new Map(
    found.map((one) => {
      const path = join(one.parentPath, one.name)
      return [relative(dir, path).replaceAll('\\', '/'), readFileSync(path)]
    }),
  )
}

function jsonOf({ figure, checkpoint, records, looks, existedAt, notFinishedBefore, exchanges }: CheckedBundle) {
  return {
    sound: true,
    figure,
    checkpoint: { origin: checkpoint.origin, size: checkpoint.size, signedBy: checkpoint.signedBy },
    records,
    looks,
    existedAt: existedAt.map(isoInstant),
    notFinishedBefore: notFinishedBefore === null ? null : isoInstant(notFinishedBefore),
    captures: exchanges.captures,
    capturesLeftOut: exchanges.leftOut.map(isoInstant),
    erased: exchanges.erased.map(({ sha256, at, record }) => ({ sha256, at: isoInstant(at), record })),
  }
}

function told(path: string, checked: CheckedBundle, ownKey: boolean): string {
  const { figure, checkpoint, records, looks, existedAt, notFinishedBefore, exchanges } = checked
  const { result } = figure
  const upper = result.maxMs === null ? 'no upper bound' : `at most ${result.maxMs} ms`
  const { notTitle, not, notAReport } = proofText('en')
  const lines = [
    `${path}: sound: ${records} records, ${looks} looks of them, are in the tree of ${checkpoint.size} signed by ${checkpoint.signedBy.join(', ')}`,
    `figure ${figure.id} follows from them: ${result.id} lasted at least ${result.minMs} ms, ${upper}`,
    ...capturesTold(exchanges),
    existedAt.length === 0
      ? 'no time stamp says since when they exist'
      : `they existed by ${isoInstant(Math.min(...existedAt))}, says a time stamp; verify.sh --roots checks whose it is`,
    ...(notFinishedBefore === null ? [] : [`they were not finished before ${isoInstant(notFinishedBefore)}`]),
    ownKey ? 'trusted: the key in the bundle itself; bring it from elsewhere with --key' : 'trusted: the key given by --key',
    `${notTitle}:`,
    ...not.map((one) => `- ${one}`),
    notAReport,
  ]
  return `${lines.join('\n')}\n`
}

function capturesTold({ captures, leftOut, erased }: CheckedCaptures): readonly string[] {
  return [
    ...(captures === 0 ? [] : [`${bundleNames.warc} is what went over the wire in ${captures} looks, as records name it`]),
    ...(leftOut.length === 0 ? [] : [`${leftOut.length} captures that records name are not in this bundle (no room, or lost)`]),
    ...erased.map(({ sha256, at, record }) => {
      const why =
        record === null ? 'no record under this checkpoint says why, a later one may' : `record ${record.seq} says why: ${record.reason}`
      return `the body ${sha256} of the look at ${isoInstant(at)} was erased; its hash and its length remain: ${why}`
    }),
  ]
}
