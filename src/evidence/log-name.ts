/**
 * The name of a log that begins now, which is its checkpoints' origin and the name of its key: the address of `/log` without the scheme, as
 * c2sp.org/tlog-checkpoint asks for. Without a site address nobody outside can reach it by a name.
 */
export function logName(siteUrl: string | null): string {
  if (siteUrl === null) return 'localhost/log'
  const { host, pathname } = new URL(siteUrl)
  // A key's name has no plus sign.
  return `${host}${pathname.replace(/\/+$/, '')}/log`.replaceAll('+', '%2B')
}
