/**
 * A name that stays what it is when addresses move (RFC 4151): `tag:vigie.example.org,2026-11-23:outages/…`. The date is one on which
 * whoever makes the name had the host: the day on which the log begins.
 */
export function tagUri(baseUrl: string, began: number, specific: string): string {
  return `tag:${authorityOf(baseUrl)},${new Date(began).toISOString().slice(0, 10)}:${specific}`
}

/** The host alone: a tag has no port, and an IPv6 address is no name. */
export function authorityOf(baseUrl: string): string {
  const { hostname } = new URL(baseUrl)
  return hostname.startsWith('[') ? 'localhost' : hostname
}
