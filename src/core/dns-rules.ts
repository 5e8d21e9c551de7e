import type { BrokenRule } from './content-rules.ts'
import { type FailureCode, failure } from './failure.ts'
import type { Expectation } from './monitor.ts'
import type { DnsReading } from './reading.ts'

/**
 * The rules about a DNS answer that do not hold: first the response code, then that each expected answer is there (in any order, beside any
 * others) or, where none is named, that there is one of the type that was asked. An expected NXDOMAIN asks for no answer.
 */
export function brokenDnsRules(dns: DnsReading, expect: Pick<Expectation, 'answers' | 'rcode'>): readonly BrokenRule[] {
  if (dns.rcode !== expect.rcode.toUpperCase()) {
    const code = expect.rcode.toUpperCase() === 'NOERROR' ? (codeOf.get(dns.rcode) ?? 'dns_unexpected') : 'dns_unexpected'
    return [{ rule: 'rcode', failure: failure(code, `answered ${dns.rcode}`) }]
  }
  if (expect.answers.length > 0) {
    const seen = new Set(dns.answers.map(({ data }) => comparable(data)))
    return expect.answers.flatMap((answer, index) =>
      seen.has(comparable(answer))
        ? []
        : [{ rule: `answers[${index}]`, failure: failure('dns_unexpected', `"${answer}" not among the answers`) }],
    )
  }
  if (dns.rcode !== 'NOERROR' || dns.answers.some(({ type }) => type === dns.type)) return []
  const code = dns.type === 'A' || dns.type === 'AAAA' ? 'dns_no_address' : 'dns_unexpected'
  return [{ rule: 'answers', failure: failure(code, `no ${dns.type} record`) }]
}

const codeOf: ReadonlyMap<string, FailureCode> = new Map([
  ['NXDOMAIN', 'dns_nxdomain'],
  ['SERVFAIL', 'dns_servfail'],
  ['REFUSED', 'dns_refused'],
])

/** Without case, the root's dot, and the quotes of text, whose strings are joined; IPv6 in its one form. People write answers either way. */
function comparable(data: string): string {
  const text = data.trim().toLowerCase().replaceAll('" "', '').replaceAll(/^"|"$/g, '')
  if (/^[0-9a-f.]*:[0-9a-f:.]*$/.test(text)) return URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1) ?? text
  return text.replaceAll(/\.(?=\s|$)/g, '')
}
