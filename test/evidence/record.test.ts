import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { announcementBody } from '../../src/core/announcement.ts'
import { canonicalJson } from '../../src/core/canonical.ts'
import type { LogItem, LogRecord } from '../../src/core/log.ts'
import { parseDigest, parseRecord } from '../../src/evidence/record-parse.ts'
import { loggedBytes, recordBytes } from '../../src/evidence/record.ts'
import { longestEntry } from '../../src/evidence/tiles.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { announcement, wholeAnnouncement } from '../support/announcements.ts'
import { anyBody, anyObservation, anyRound } from '../store/arbitrary.ts'
import { look, observation, round, t0, temporaryDir } from '../store/make.ts'

const tokenHash = '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
const textOf = (record: LogRecord, anchor: string | null = null): string => new TextDecoder().decode(recordBytes(record, anchor))

// These bytes are hashed into the log for ever. A change here is a new record version, never an edit.
const golden: readonly { readonly name: string; readonly record: LogRecord; readonly bytes: string }[] = [
  {
    name: 'a good look at an https page',
    record: { seq: 123_456, type: 'observation', observation: observation({ counter: 99 }) },
    bytes:
      '{"anchor":"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328","at":1767231540037,"boot":"01KDX2V9Q3Y8ZK4M","cert":"9b3c1f0d5e7a28c46f9e0b1d2a3c4e5f60718293a4b5c6d7e8f9012345678abc","clock":["ntp.example.org",-3.25,12],"config":"f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2","controlled":true,"counter":99,"every":60000,"family":4,"host":"www.cnops.org.ma","ip":"196.200.160.10","kind":"observation","length":48211,"monitor":"cnops-www","ms":[12,40,85,690,842],"outcome":"up","redirects":1,"seq":123456,"slot":1767231540000,"span":3,"status":200,"tls":"TLSv1.3","v":1,"vantage":"rabat-1"}',
  },
  {
    name: 'a failed look, most keys left out',
    record: {
      seq: 0,
      type: 'observation',
      observation: observation({
        outcome: 'down',
        failure: { phase: 'connect', code: 'tcp_refused', message: 'refused by [2001:db8::1]:443 — "non"' },
        controlled: false,
        recheck: true,
        uncertaintyMs: 0,
        clockSource: 'system',
        clockOffsetMs: 0,
        timings: { resolveMs: 0, connectMs: 3, handshakeMs: null, firstByteMs: null, totalMs: 3 },
        durationMs: 3,
        status: null,
        finalHost: null,
        redirects: 0,
        bodyLength: null,
        address: '2001:db8::1',
        family: 6,
        tlsVersion: null,
        certificate: null,
      }),
    },
    bytes:
      '{"at":1767225600037,"boot":"01KDX2V9Q3Y8ZK4M","clock":["system",0,0],"config":"f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2","counter":0,"every":60000,"failure":{"code":"tcp_refused","message":"refused by [2001:db8::1]:443 — \\"non\\"","phase":"connect"},"family":6,"ip":"2001:db8::1","kind":"observation","monitor":"cnops-www","ms":[0,3,null,null,3],"outcome":"down","recheck":true,"seq":0,"slot":1767225600000,"span":3,"v":1,"vantage":"rabat-1"}',
  },
  {
    name: 'a degraded look with every key',
    record: {
      seq: 7,
      type: 'observation',
      observation: observation({
        degraded: [{ phase: 'expect', code: 'slow', message: 'took 842 ms, limit 500 ms' }],
        recheck: true,
        bodyLength: 0,
        bodyTruncated: true,
        rules: ['contains[0]', 'slowerThan'],
        fingerprint: 's1:9f3a00c1',
        flags: ['suspect'],
        reasons: ['title changed'],
      }),
    },
    bytes:
      '{"anchor":"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328","at":1767225600037,"boot":"01KDX2V9Q3Y8ZK4M","cert":"9b3c1f0d5e7a28c46f9e0b1d2a3c4e5f60718293a4b5c6d7e8f9012345678abc","clock":["ntp.example.org",-3.25,12],"config":"f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2","controlled":true,"counter":0,"degraded":[{"code":"slow","message":"took 842 ms, limit 500 ms","phase":"expect"}],"every":60000,"family":4,"flags":["suspect"],"host":"www.cnops.org.ma","ip":"196.200.160.10","kind":"observation","length":0,"monitor":"cnops-www","ms":[12,40,85,690,842],"outcome":"up","reasons":["title changed"],"recheck":true,"redirects":1,"rules":["contains[0]","slowerThan"],"seq":7,"slot":1767225600000,"span":3,"status":200,"text":"s1:9f3a00c1","tls":"TLSv1.3","truncated":true,"v":1,"vantage":"rabat-1"}',
  },
  {
    name: 'a control round',
    record: { seq: 8, type: 'control', round: round() },
    bytes:
      '{"at":1767225600000,"boot":"01KDX2V9Q3Y8ZK4M","counter":0,"fine":true,"kind":"control","ms":31,"required":2,"results":[{"ms":31,"reachable":true,"target":"https://a.example/"},{"failure":{"code":"tcp_refused","message":"refused by 192.0.2.1:53","phase":"connect"},"ms":5,"reachable":false,"target":"tcp://192.0.2.1:53"}],"seq":8,"v":1,"vantage":"rabat-1"}',
  },
  {
    name: 'an outage id that is minted',
    record: {
      seq: 9,
      type: 'entry',
      entry: { kind: 'outage', at: t0, body: { monitorId: 'cnops-www', id: 'cnops-www-20260101T000000Z', onset: { by: t0, after: null } } },
    },
    bytes:
      '{"at":1767225600000,"body":{"id":"cnops-www-20260101T000000Z","monitorId":"cnops-www","onset":{"after":null,"by":1767225600000}},"kind":"outage","seq":9,"v":1}',
  },
  {
    name: 'an announcement of which only the least is known',
    record: { seq: 10, type: 'entry', entry: { kind: 'announcement', at: t0, body: announcementBody(announcement(), null) } },
    bytes:
      '{"at":1767225600000,"body":{"id":"cnops-works","quotation":{"language":"fr","text":"Travaux de maintenance technique."},"said":1748358000000,"service":"cnops","source":{"url":"https://press.example/notice"}},"kind":"announcement","seq":10,"v":1}',
  },
  {
    name: 'a correction of an announcement, with every key',
    record: {
      seq: 11,
      type: 'entry',
      entry: { kind: 'announcement', at: t0, body: announcementBody(wholeAnnouncement, 10) },
    },
    bytes:
      '{"at":1767225600000,"body":{"alternatives":{"ar":"الشبابيك","fr":"guichets"},"asReported":"lundi 27 mai 2025","captured":1748400000000,"corrects":10,"from":"2025-05-27","id":"cnops-works","monitors":["cnops-www"],"note":{"en":"as reported"},"over":true,"quotation":{"language":"fr","text":"Travaux de maintenance technique."},"reason":{"fr":"maintenance technique"},"said":"2025-05","service":"cnops","source":{"title":"A title","url":"https://press.example/notice"},"until":1748606400000,"via":"command","zone":"Africa/Casablanca"},"kind":"announcement","seq":11,"v":1}',
  },
]

const long = (length: number): LogRecord => ({
  seq: 3,
  type: 'entry',
  entry: { kind: 'config', at: 1, body: { text: 'é'.repeat(length) } },
})

describe('the bytes of a record', () => {
  for (const { name, record, bytes } of golden) {
    it(`are fixed for ${name}`, () => {
      const anchor = bytes.startsWith('{"anchor"') ? tokenHash : null
      expect(textOf(record, anchor)).toBe(bytes)
      expect(parseRecord(new TextEncoder().encode(bytes))).toEqual({ ...record, anchor })
    })
  }

  it('are at most 650 for a typical look, token and fingerprint included', () => {
    const typical = observation({
      counter: 525_600,
      clockSource: 'system',
      clockOffsetMs: 0,
      uncertaintyMs: 0,
      fingerprint: '9f3a00c19f3a00c1',
    })
    expect(recordBytes({ seq: 26_280_000, type: 'observation', observation: typical }, tokenHash).length).toBeLessThanOrEqual(650)
  })

  it('are the same before the store and after it', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    // Every golden look is the first of a run; here they are of one.
    const items = golden.map(
      ({ record }, counter): LogItem => (record.type === 'observation' ? look({ ...record.observation, counter }) : without(record)),
    )
    store.record(items, nothingDerived)
    const records = items.map((item, seq): LogRecord => Object.assign({ seq }, item))
    expect(store.log(0, 10).map((one) => textOf(one))).toEqual(records.map((one) => textOf(one)))
  })

  it('can be read back, whatever the record', () => {
    const anyRecord: fc.Arbitrary<LogRecord> = fc.oneof(
      fc.record({ seq: fc.nat(), type: fc.constant('observation' as const), observation: anyObservation }),
      fc.record({ seq: fc.nat(), type: fc.constant('control' as const), round: anyRound }),
      fc.record({
        seq: fc.nat(),
        type: fc.constant('entry' as const),
        entry: fc.record({ kind: fc.constant('config' as const), at: fc.nat(), body: anyBody }),
      }),
    )
    fc.assert(
      fc.property(anyRecord, fc.constantFrom(null, tokenHash), (record, anchor) => {
        const bytes = recordBytes(record, anchor)
        expect(parseRecord(bytes)).toEqual({ ...record, anchor })
        expect(new TextDecoder().decode(bytes)).toBe(canonicalJson(JSON.parse(new TextDecoder().decode(bytes))))
      }),
    )
  })

  it('are followed by those of a digest where they are too long for a bundle', () => {
    const overhead = recordBytes(long(0), null).length
    const most = long((longestEntry - overhead - 1) / 2)
    expect(loggedBytes(most, null)).toEqual(recordBytes(most, null))
    expect(parseDigest(loggedBytes(most, null))).toBeNull()
    const more = long((longestEntry - overhead + 1) / 2)
    const whole = recordBytes(more, tokenHash)
    const digest = loggedBytes(more, tokenHash)
    const sha256 = createHash('sha256').update(whole).digest('hex')
    expect(new TextDecoder().decode(digest)).toBe(`{"kind":"config","seq":3,"v":1,"whole":{"length":${whole.length},"sha256":"${sha256}"}}`)
    expect(parseDigest(digest)).toEqual({ kind: 'config', seq: 3, length: whole.length, sha256 })
    expect(() => parseRecord(digest)).toThrow('"at" is missing')
    expect(() => parseDigest(new TextEncoder().encode('{"kind":"a","seq":3,"v":1,"whole":{"sha256":"","length":1}}'))).toThrow('one form')
  })

  const good = '{"at":1,"body":{},"kind":"clock","seq":3,"v":1}'
  const spoiled: readonly (readonly [string, string])[] = [
    ['{"at":1,"body":{},"kind":"clock","seq":3,"v":1} ', 'the one form'],
    ['{"body":{},"at":1,"kind":"clock","seq":3,"v":1}', 'the one form'],
    ['[]', 'not an object'],
    ['{"at":1,"body":{},"kind":"clock","seq":3,"v":2}', 'record version 2'],
    ['{"at":1,"body":{},"kind":"clock","seq":3}', '"v" is missing'],
    ['{"at":1.5,"body":{},"kind":"clock","seq":3,"v":1}', '"at" is not a whole number'],
    ['{"at":1,"body":[],"kind":"clock","seq":3,"v":1}', '"body" is not an object'],
    ['{"at":1,"body":{},"extra":0,"kind":"clock","seq":3,"v":1}', 'unexpected key "extra"'],
  ]
  it.each(spoiled)('refuses %s', (text, message) => {
    expect(parseRecord(new TextEncoder().encode(good))).toMatchObject({ seq: 3 })
    expect(() => parseRecord(new TextEncoder().encode(text))).toThrow(message)
  })

  it.each([
    ['recheck', false, 'the one form'],
    ['redirects', 0, 'the one form'],
    ['flags', [], 'the one form'],
    ['outcome', 'maybe', 'no outcome is called "maybe"'],
    ['family', 5, 'no address family 5'],
    ['rules', [1], 'a list of strings'],
    ['failure', { phase: 'connect', code: 'http_teapot', message: '' }, 'no failure code is called "http_teapot"'],
  ])('refuses a look whose %s is %j', (key, value, message) => {
    const text = textOf({ seq: 1, type: 'observation', observation: observation() })
    const spoiled = canonicalJson(Object.assign(JSON.parse(text), { [key]: value }))
    expect(() => parseRecord(new TextEncoder().encode(spoiled))).toThrow(message)
  })
})

function without(record: LogRecord): LogItem {
  if (record.type === 'control') return { type: 'control', round: record.round }
  if (record.type === 'entry') return { type: 'entry', entry: record.entry }
  return { type: 'observation', observation: record.observation }
}
