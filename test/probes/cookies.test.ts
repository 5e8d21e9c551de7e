import { describe, expect, it } from 'vitest'
import { cookieHeader, keepCookies } from '../../src/probes/cookies.ts'

const jar = (from: string, ...texts: readonly string[]) => keepCookies([], new URL(from), texts)

describe('cookies of one look', () => {
  it.each([
    { set: 'a=1', to: 'http://www.site.test/', sent: 'a=1' },
    { set: 'a=1', to: 'http://other.test/', sent: null },
    { set: 'a=1', to: 'http://sub.www.site.test/', sent: null },
    { set: 'a=1; Domain=site.test', to: 'http://login.site.test/', sent: 'a=1' },
    { set: 'a=1; Domain=.site.test', to: 'http://site.test/', sent: 'a=1' },
    { set: 'a=1; Domain=site.test', to: 'http://notsite.test/', sent: null },
    { set: 'a=1; Domain=other.test', to: 'http://other.test/', sent: null },
    { set: 'a=1; Domain=test', to: 'http://other.test/', sent: null },
    { set: 'a=1; Secure', to: 'http://www.site.test/', sent: null },
    { set: 'a=1; Secure', to: 'https://www.site.test/', sent: 'a=1' },
    { set: 'a=1; Path=/app', to: 'http://www.site.test/app/x', sent: 'a=1' },
    { set: 'a=1; Path=/app', to: 'http://www.site.test/application', sent: null },
    { set: 'a="x=y"; HttpOnly', to: 'http://www.site.test/', sent: 'a="x=y"' },
    { set: '=nameless', to: 'http://www.site.test/', sent: null },
    { set: 'a=1; Max-Age=0', to: 'http://www.site.test/', sent: null },
    { set: 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', to: 'http://www.site.test/', sent: null },
    { set: `a=${'x'.repeat(5000)}`, to: 'http://www.site.test/', sent: null },
  ])('$set is sent to $to as $sent', ({ set, to, sent }) => {
    expect(cookieHeader(jar('http://www.site.test/', set), new URL(to))).toBe(sent)
  })
  it('belong to the folder of the page unless they say otherwise', () => {
    const kept = jar('http://site.test/app/login', 'a=1')
    expect(cookieHeader(kept, new URL('http://site.test/app/home'))).toBe('a=1')
    expect(cookieHeader(kept, new URL('http://site.test/'))).toBeNull()
  })
  it('are replaced by their namesakes, taken back, and sent with the longest path first', () => {
    const url = new URL('http://site.test/app/')
    const kept = keepCookies(jar('http://site.test/app/', 'a=1; Path=/', 'b=1; Path=/app', 'c=1; Path=/'), url, [
      'a=2; Path=/',
      'c=; Path=/; Max-Age=-1',
    ])
    expect(cookieHeader(kept, url)).toBe('b=1; a=2')
  })
  it('are few', () => {
    const kept = jar('http://site.test/', ...Array.from({ length: 200 }, (_, index) => `c${index}=1`))
    expect(kept).toHaveLength(50)
  })
})
