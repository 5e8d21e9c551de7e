import { describe, expect, it } from 'vitest'
import { brokenDnsRules } from '../../src/core/dns-rules.ts'
import type { DnsType } from '../../src/core/monitor.ts'
import type { DnsReading } from '../../src/core/reading.ts'

const answer = (type: DnsType, rcode: string, ...answers: readonly (readonly [string, string])[]): DnsReading => ({
  type,
  rcode,
  resolver: '192.0.2.53:53',
  answers: answers.map(([type, data]) => ({ type, data, ttl: 300 })),
})

function told(dns: DnsReading, answers: readonly string[] = [], rcode = 'NOERROR') {
  return brokenDnsRules(dns, { answers, rcode }).flatMap(({ rule, failure }) => [rule, failure.code, failure.message])
}

describe('the rules about a DNS answer', () => {
  it('one answer of the type that was asked is enough', () => {
    expect(told(answer('A', 'NOERROR', ['CNAME', 'cdn.example'], ['A', '192.0.2.1']))).toEqual([])
  })

  it.each([
    ['A', 'dns_no_address'],
    ['AAAA', 'dns_no_address'],
    ['MX', 'dns_unexpected'],
  ] as const)('an alias that leads to no %s record is none', (type, code) => {
    expect(told(answer(type, 'NOERROR', ['CNAME', 'gone.example']))).toEqual(['answers', code, `no ${type} record`])
  })

  it.each([
    ['NXDOMAIN', 'dns_nxdomain'],
    ['SERVFAIL', 'dns_servfail'],
    ['REFUSED', 'dns_refused'],
    ['FORMERR', 'dns_unexpected'],
  ])('%s has its code', (rcode, code) => {
    expect(told(answer('A', rcode), ['192.0.2.1'])).toEqual(['rcode', code, `answered ${rcode}`])
  })

  it('a name that must not exist may be expected', () => {
    expect(told(answer('A', 'NXDOMAIN'), [], 'nxdomain')).toEqual([])
    expect(told(answer('A', 'NOERROR', ['A', '192.0.2.1']), [], 'NXDOMAIN')).toEqual(['rcode', 'dns_unexpected', 'answered NOERROR'])
    expect(told(answer('A', 'SERVFAIL'), [], 'NXDOMAIN')).toEqual(['rcode', 'dns_unexpected', 'answered SERVFAIL'])
  })

  it('every expected answer must be there, in any order and beside others', () => {
    const mx = answer('MX', 'NOERROR', ['MX', '20 b.example'], ['MX', '10 a.example'])
    expect(told(mx, ['10 a.example.'])).toEqual([])
    expect(told(mx, ['10 A.example', '20 b.example.'])).toEqual([])
    expect(told(mx, ['10 a.example', '10 b.example', '30 c.example'])).toEqual(
      [
        ['answers[1]', 'dns_unexpected', '"10 b.example" not among the answers'],
        ['answers[2]', 'dns_unexpected', '"30 c.example" not among the answers'],
      ].flat(),
    )
  })

  it('text may be expected with its quotes or without, in one piece or several', () => {
    const txt = answer('TXT', 'NOERROR', ['TXT', '"v=spf1 -all" "."'])
    for (const expected of ['"V=spf1 -all" "."', 'v=spf1 -all.', '"v=spf1 -all."']) expect(told(txt, [expected])).toEqual([])
    expect(told(txt, ['v=spf1 ~all'])).toHaveLength(3)
  })

  it('an IPv6 address may be expected in any of its forms', () => {
    const aaaa = answer('AAAA', 'NOERROR', ['AAAA', '2001:db8::1'])
    for (const expected of ['2001:DB8:0:0:0:0:0:1', '2001:db8::0001']) expect(told(aaaa, [expected])).toEqual([])
    expect(told(aaaa, ['2001:db8::2'])).toHaveLength(3)
  })
})
