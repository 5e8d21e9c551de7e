import type { Config } from './core/site.ts'
import { type Reader, StoreError } from './store/store.ts'

/**
 * A directory of simulated looks is never gone on with by a daemon that measures, nor the reverse: nobody could tell one from the other
 * afterwards. Throws StoreError.
 */
export function refuseMixture(store: Pick<Reader, 'entries'>, { dataDir, site }: Pick<Config, 'dataDir' | 'site'>): void {
  const first = store.entries('config')[0]
  if (first === undefined) return
  const simulated = isSimulation(first.body)
  if (simulated === (site.simulation === true)) return
  const what = simulated ? 'holds simulated looks' : 'holds looks that were measured'
  throw new StoreError('other', `open ${dataDir}: it ${what}; choose another directory with --data`)
}

function isSimulation({ site }: Readonly<Record<string, unknown>>): boolean {
  return typeof site === 'object' && site !== null && 'simulation' in site && site.simulation === true
}
