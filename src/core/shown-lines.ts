import { decodeText, mediaType } from './charset.ts'
import { pageOf } from './notice/judge.ts'
import type { HttpReading } from './reading.ts'

/** What a reader of an answer sees, line by line: of a page the visible text, of another text its lines; null for what is no text. */
export function shownLines(http: HttpReading): readonly string[] | null {
  const page = pageOf(http)
  if (page !== null) return page.blocks.map(({ text }) => text)
  const contentType = http.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
  if (!/^text\/|[/+](?:json|xml)$/.test(mediaType(contentType))) return null
  return decodeText(http.body, { contentType, truncated: http.bodyTruncated }).split(/\r\n|[\r\n]/)
}
