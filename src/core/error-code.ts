/** The code of a system, c-ares, OpenSSL or parser error; its prose is never read. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'UNKNOWN'
  return String(error.code)
}
