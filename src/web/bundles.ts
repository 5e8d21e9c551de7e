import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Outage } from '../core/outage.ts'
import { bundleCache } from '../evidence/bundle/bundle-names.ts'
import { figureBasis } from '../evidence/bundle/figures.ts'
import type { BundleOrder } from '../evidence/bundle/order.ts'
import { loggedStamps } from '../evidence/bundle/stamps.ts'
import { logFiles } from '../evidence/log-files.ts'
import type { Reader } from '../store/store.ts'
import { bundleReadme } from '../i18n/bundle.ts'
import { ProblemError } from './problem.ts'

/** Makes one bundle; rejects when it cannot. */
export type BundleMaker = (order: BundleOrder) => Promise<void>

/** Evidence bundles, made when they are asked for and kept for a while. */
export interface Bundles {
  /** The file with an outage's bundle. Throws ProblemError: none can be made yet, or too many are asked for. */
  fileOf(outage: Outage, address: string): Promise<string>
}

const keptAtMost = 16
/** Asked for while one is being made; each takes seconds. */
const waitingAtMost = 8

export function createBundles(dataDir: string, reader: Reader, make: BundleMaker): Bundles {
  const dir = bundleCache(dataDir)
  const underWay = new Map<string, Promise<void>>()
  let last: Promise<unknown> = Promise.resolve()
  const made = (order: BundleOrder): Promise<void> => {
    const known = underWay.get(order.path)
    if (known !== undefined) return known
    if (underWay.size >= waitingAtMost) throw new ProblemError(503, 'Too many bundles are being made; ask again in a minute.')
    // One after another: they read much.
    const next = last.then(() => make(order)).finally(() => underWay.delete(order.path))
    last = next.catch(() => undefined)
    underWay.set(order.path, next)
    return next
  }
  return {
    async fileOf(outage, address) {
      const asOf = figureBasis(logFiles(dataDir), reader, outage)
      if (asOf === null)
        throw new ProblemError(
          404,
          'No checkpoint that is kept holds this outage yet: there is one at each change of an outage and every hour.',
        )
      const { size, replaces } = asOf
      const stamps = loggedStamps(reader).filter((stamp) => stamp.size === size).length
      const path = join(dir, `${outage.id}-${size}-${stamps}-${replaces?.id ?? 'first'}.zip`)
      if (!existsSync(path)) {
        await made({ dataDir, outageId: outage.id, size, path, replaces, readme: bundleReadme(address) })
        dropOldest(dir)
      }
      return path
    },
  }
}

function dropOldest(dir: string): void {
  const files = readdirSync(dir).map((name) => ({ path: join(dir, name), at: statSync(join(dir, name)).mtimeMs }))
  for (const { path } of files.toSorted((a, b) => b.at - a.at).slice(keptAtMost)) rmSync(path, { force: true })
}
