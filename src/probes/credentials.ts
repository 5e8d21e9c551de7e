import type { Auth } from '../core/monitor.ts'

/** The value of an Authorization header (RFC 7617, RFC 6750). */
export function authorization(auth: Auth): string {
  return auth.kind === 'bearer' ? `Bearer ${auth.token}` : basicAuth(auth.username, auth.password)
}

export function basicAuth(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}

/** User names and passwords in a URL are percent-encoded; a stray `%` stands for itself. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
