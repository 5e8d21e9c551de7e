import { z } from 'zod'
import type { Reader } from '../store/store.ts'
import { StoreError } from '../store/store.ts'

/** What a command must know of the site whose data directory it is given, from the newest configuration in its log. */
export interface RecordedSite {
  /** The default one. */
  readonly language: string
  readonly timeZone: string
  /** `monitorIds`: earlier ids included. */
  readonly services: readonly { readonly id: string; readonly monitorIds: readonly string[] }[]
}

const recorded = z.object({
  site: z.object({ languages: z.array(z.string()), timeZone: z.string() }),
  services: z.array(z.object({ id: z.string(), monitors: z.array(z.object({ id: z.string(), formerly: z.array(z.string()) })) })),
})

/** Throws StoreError when no configuration was recorded. */
export function recordedSite(reader: Pick<Reader, 'entries'>): RecordedSite {
  const parsed = recorded.safeParse(reader.entries('config').at(-1)?.body)
  if (!parsed.success) throw new StoreError('missing', 'no configuration is recorded in this directory: start "vigie serve" on it once')
  const { site, services } = parsed.data
  return {
    language: site.languages[0] ?? 'en',
    timeZone: site.timeZone,
    services: services.map(({ id, monitors }) => ({ id, monitorIds: monitors.flatMap((monitor) => [monitor.id, ...monitor.formerly]) })),
  }
}
