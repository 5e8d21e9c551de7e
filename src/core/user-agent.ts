import type { Site } from './site.ts'

/** Who we are, to whoever is looked at: the version, where to read about us, whom to write to. */
export function userAgentOf(version: string, site: Pick<Site, 'url' | 'publisher'> | null): string {
  const contact = site?.publisher?.contact ?? null
  const about = [...(site?.url ? [`+${site.url}/about`] : []), ...(contact === null ? [] : [`contact ${contact}`])]
  // A header holds visible ASCII; what else a contact may have would make the whole look fail.
  const text = about.join('; ').replace(/[^\x20-\x7e]|[()]/g, '')
  return `Vigie/${version}${text === '' ? '' : ` (${text})`}`
}
