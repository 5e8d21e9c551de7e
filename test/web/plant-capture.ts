import type { Capture, CaptureNote, CaptureReason } from '../../src/core/capture.ts'
import type { HttpReading } from '../../src/core/reading.ts'
import { shownLines } from '../../src/core/shown-lines.ts'
import { captureDir, keepBytes } from '../../src/evidence/capture-files.ts'
import { hex, takeApart } from '../../src/evidence/capture-manifest.ts'
import type { TestSite } from './site.ts'

export interface Planted {
  readonly monitorId: string
  readonly at: number
  readonly outcome: 'up' | 'down'
  readonly head?: string
  readonly body: string
  readonly chain?: readonly Uint8Array[]
  /** The look that it is of. */
  readonly look?: { readonly boot: string; readonly counter: number } | undefined
}

/** Keeps a capture of one http look as the daemon would, and records it. Its name. */
export async function plantCapture(site: Pick<TestSite, 'dir' | 'record'>, planted: Planted): Promise<string> {
  const { monitorId, at, outcome, body } = planted
  const status = outcome === 'up' ? 200 : 503
  const head = planted.head ?? `HTTP/1.1 ${status} Status\r\nContent-Type: text/html; charset=utf-8\r\nX-Odd: <i>&amp;\r\n\r\n`
  const capture: Capture = {
    monitorId,
    vantageId: 'rabat-1',
    boot: planted.look?.boot ?? 'b1',
    counter: planted.look?.counter ?? at % 2 ** 31,
    at,
    lookups: [
      {
        at,
        name: `${monitorId}.example`,
        type: 'A',
        resolver: '192.0.2.53',
        rcode: 'NOERROR',
        answers: [{ name: `${monitorId}.example`, type: 'A', ttl: 300, data: '192.0.2.44' }],
      },
    ],
    hops: [
      {
        url: `https://${monitorId}.example/`,
        at,
        address: '192.0.2.44',
        tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
        chain: planted.chain ?? [],
        request: Buffer.from(`GET / HTTP/1.1\r\nHost: ${monitorId}.example\r\n\r\n`),
        response: { head: Buffer.from(head, 'latin1'), body: Buffer.from(body), truncated: null },
        failure: null,
      },
    ],
    controls: null,
  }
  const http: HttpReading = {
    status,
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    finalUrl: `https://${monitorId}.example/`,
    body: Buffer.from(body),
    bodyTruncated: false,
  }
  return keepCapture(site, { capture, http, outcome, code: outcome === 'up' ? null : 'http_status' })
}

export interface KeptLook {
  readonly capture: Capture
  /** The last answer as it was judged; null when there was none. */
  readonly http: HttpReading | null
  readonly outcome: 'up' | 'down'
  readonly code: string | null
  readonly reason?: CaptureReason
}

/** Keeps any capture as the daemon would, and records it. Its name. */
export async function keepCapture(
  { dir, record }: Pick<TestSite, 'dir' | 'record'>,
  { capture, http, outcome, code, reason = 'change' }: KeptLook,
): Promise<string> {
  const text = http === null ? null : (shownLines(http)?.join('\n') ?? null)
  const { manifest, blobs } = takeApart(capture, text, { software: 'Vigie/test', operator: 'Rédaction <contact@example.org>' })
  for (const blob of blobs) keepBytes(captureDir(dir), blob.sha256, blob.bytes, 'bin')
  const sha256 = hex(manifest)
  keepBytes(captureDir(dir), sha256, manifest, 'json')
  const { monitorId, vantageId, boot, counter, at } = capture
  const bytes = blobs.filter(({ kind }) => kind === 'body').reduce((sum, { length }) => sum + length, 0)
  const note: CaptureNote = { monitorId, vantageId, boot, counter, sha256, length: manifest.length, outcome, code, reason, bytes }
  await record([{ type: 'entry', entry: { kind: 'capture', at, body: { ...note } } }])
  return sha256
}
