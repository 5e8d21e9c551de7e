import { X509Certificate } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Capture, CapturedHop } from '../../../src/core/capture.ts'
import { gzipMembers } from '../../../src/evidence/bundle/gzip-members.ts'
import type { LogItem } from '../../../src/core/log.ts'
import { nothingDerived, type Store } from '../../../src/store/store.ts'
import { minute, round, t0 } from '../../store/make.ts'
import { testCertificates } from '../../support/certificates.ts'
import { keepCapture } from '../../web/plant-capture.ts'

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const chain = testCertificates()
  .chained.cert.split(/(?<=-----END CERTIFICATE-----\n)/)
  .map((pem) => new X509Certificate(pem).raw)

const hop = (fields: Partial<CapturedHop> = {}): CapturedHop => ({
  url: 'https://www.cnops.org.ma/fr/?q=%C3%A9t%C3%A9',
  at: t0,
  address: '196.200.160.10',
  tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  chain,
  request: latin1('GET /fr/ HTTP/1.1\r\nHost: www.cnops.org.ma\r\nCookie: ***\r\n\r\n'),
  response: {
    head: latin1('HTTP/1.1 200 OK\r\nX-Odd: d\xe9j\xe0\r\n\r\n'),
    body: Buffer.from('<h1>Bienvenue à la CNOPS</h1>'),
    truncated: null,
  },
  failure: null,
  ...fields,
})

const refused = { phase: 'exchange', code: 'http_status', message: 'a répondu "503"' } as const

/** Of everything that a capture may hold something: redirects, chunks, what is no HTTP, what was cut, no answer, odd names. */
const captures: readonly { readonly at: number; readonly outcome: 'up' | 'down'; readonly more: Partial<Capture> }[] = [
  {
    at: 2,
    outcome: 'up',
    more: {
      hops: [
        hop({
          url: 'http://user:secret@www.cnops.org.ma/',
          tls: null,
          chain: [],
          response: {
            head: latin1('HTTP/1.1 302 Found\r\nLocation: /fr/\r\nTransfer-Encoding: chunked\r\n\r\n'),
            body: latin1('0\r\n\r\n'),
            truncated: null,
          },
        }),
        hop(),
      ],
    },
  },
  { at: 3, outcome: 'up', more: { hops: [hop()], controls: round({ counter: 3 }) } },
  {
    at: 10,
    outcome: 'down',
    more: {
      lookups: [
        { at: t0, name: 'www.cnops.org.ma', type: 'AAAA', resolver: '2001:db8::53', rcode: null, answers: [] },
        {
          at: t0,
          name: "o'dd (%\u0007é)",
          type: 'A',
          resolver: 'hosts',
          rcode: 'NOERROR',
          answers: [{ name: 'a\nb', type: 'TXT', ttl: 5, data: '\u007f"x"' }],
        },
      ],
      hops: [
        hop({
          address: '2001:db8::1',
          response: {
            head: latin1('HTTP/1.1 503 Service Unavailable\r\nServer: x\r\n\r\n'),
            body: Buffer.from('en dérangement, Mme Dupont'),
            truncated: 'disconnect',
          },
          failure: refused,
        }),
      ],
      controls: round({ counter: 10 }),
    },
  },
  {
    at: 12,
    outcome: 'down',
    more: {
      hops: [
        hop({
          url: 'tcp://192.0.2.1:25',
          tls: null,
          chain: [],
          request: null,
          response: { head: latin1(''), body: latin1('\xff\x00binary'), truncated: 'time' },
        }),
        hop({ address: null, tls: null, chain: [], request: null, response: null, failure: { ...refused, code: 'tcp_refused' } }),
      ],
    },
  },
  {
    at: 17,
    outcome: 'up',
    more: { hops: [hop({ response: { head: latin1('HTTP/1.1 200 OK\r\n\r\n'), body: latin1(''), truncated: null } })] },
  },
]

/** Keeps captures of the looks of `cnops-www` at some minutes; the last healthy one before minute 10 is that of minute 3. Their names. */
export async function captured(store: Store, dataDir: string): Promise<readonly string[]> {
  const site = { dir: dataDir, record: async (items: readonly LogItem[]) => void store.record(items, nothingDerived) }
  const names: string[] = []
  for (const { at, outcome, more } of captures) {
    const bare = { monitorId: 'cnops-www', vantageId: 'rabat-1', boot: '01KDX2V9Q3Y8ZK4M', counter: at, at: t0 + at * minute }
    const capture: Capture = { ...bare, lookups: [], hops: [], controls: null, ...more }
    names.push(await keepCapture(site, { capture, http: null, outcome, code: outcome === 'down' ? refused.code : null }))
  }
  return names
}

/** What the WARC file holds, without compression. */
export function plainWarc(file: Uint8Array): Buffer {
  return gunzipSync(file)
}

/** The file with what one of its records holds changed, packed again. */
export function repacked(file: Uint8Array, change: (record: Buffer) => Buffer): Buffer {
  return Buffer.concat(gzipMembers(file).map((member) => gzipSync(change(Buffer.from(member)))))
}
