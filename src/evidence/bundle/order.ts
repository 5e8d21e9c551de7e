import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Figure } from '../../core/figure.ts'
import { EvidenceError } from '../evidence-error.ts'
import { keptCheckpoint } from '../kept-checkpoints.ts'
import { logFiles, verifierKeys } from '../log-files.ts'
import { parseVerifierKey } from '../note-key.ts'
import type { BundleReader } from './concerning.ts'
import { makeBundle } from './make-bundle.ts'

/** A bundle that is wanted: of which outage, as of the kept checkpoint of a tree of `size` records, and where it is to be. */
export interface BundleOrder {
  readonly dataDir: string
  readonly outageId: string
  readonly size: number
  readonly path: string
  /** What its figure says that it replaces. */
  readonly replaces: Figure['replaces']
  /** `README.<language>.txt`, by language. */
  readonly readme: Readonly<Record<string, string>>
}

/** Makes it beside its place and puts it there when it is whole. Throws EvidenceError, StoreError or the system's error. */
export async function fillOrder(reader: BundleReader, { dataDir, outageId, size, path, replaces, readme }: BundleOrder): Promise<void> {
  const files = logFiles(dataDir)
  const lookup = reader.outage(outageId)
  const checkpoint = keptCheckpoint(files.kept, size, verifierKeys(files).map(parseVerifierKey))
  if (lookup.found !== 'outage' || checkpoint === null)
    throw new EvidenceError(`no outage ${outageId}, or no kept checkpoint of ${size} records`)
  mkdirSync(dirname(path), { recursive: true })
  const unfinished = `${path}.new`
  try {
    await makeBundle(unfinished, { dataDir, reader, outage: lookup.outage, checkpoint, replaces, readme })
    renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
}
