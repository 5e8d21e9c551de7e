import { Html, render } from './html.ts'
import { type Sendable, sendable } from './respond.ts'

/** Finished pages of the current stretch of time, with their compressed forms: a hundred readers in a second cost one rendering. */
export interface PageCache {
  /** The page under `key`, rendered now unless it was within the same stretch (the number of the second, for most). */
  get(key: string, stretch: number, make: () => Made | Promise<Made>): Promise<Sendable>
}
/** A page, or a file that is ready to send. */
export type Made = Html | Sendable

/** Pages kept at most; the oldest go first. */
const keptAtMost = 256

export function createPageCache(): PageCache {
  const kept = new Map<string, { readonly stretch: number; readonly page: Promise<Sendable> }>()
  return {
    get(key, stretch, make) {
      const known = kept.get(key)
      if (known?.stretch === stretch) return known.page
      const page = (async () => {
        const made = await make()
        return made instanceof Html ? sendable(render(made), 'text/html; charset=utf-8') : made
      })()
      kept.delete(key)
      kept.set(key, { stretch, page })
      const oldest = kept.size > keptAtMost ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
      // A failed page must not be kept for the rest of its second.
      page.catch(() => kept.get(key)?.page === page && kept.delete(key))
      return page
    },
  }
}
