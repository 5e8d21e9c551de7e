import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { charsetOf, decodeText, mediaType } from '../../src/core/charset.ts'

const ascii = (text: string) => Uint8Array.from(Array.from(text, (character) => character.charCodeAt(0)))
const utf8 = (text: string) => new TextEncoder().encode(text)
const whole = (contentType: string | null) => ({ contentType, truncated: false })

describe('the charset of a body', () => {
  it.each<[string, Uint8Array, string | null, string]>([
    ['a byte order mark beats all', Uint8Array.of(0xef, 0xbb, 0xbf, 0x41), 'text/html; charset=iso-8859-1', 'utf-8'],
    ['UTF-16 by its mark', Uint8Array.of(0xff, 0xfe, 0x41, 0), null, 'utf-16le'],
    ['UTF-16 by its other mark', Uint8Array.of(0xfe, 0xff, 0, 0x41), null, 'utf-16be'],
    ['Content-Type', utf8('é'), 'text/html; charset=windows-1256', 'windows-1256'],
    ['Content-Type, quoted, in any case, among other parameters', utf8('é'), 'text/html; a=b; CHARSET="ISO-8859-6"', 'iso-8859-6'],
    ['latin1 means windows-1252 on the web', utf8('é'), 'text/html;charset=latin1', 'windows-1252'],
    ['an unknown label is no label', utf8('é'), 'text/html; charset=klingon', 'utf-8'],
    ['meta charset', ascii('<html><head><meta charset="windows-1256">'), 'text/html', 'windows-1256'],
    ['meta charset without quotes', ascii('<meta charset=iso-8859-15/>'), null, 'iso-8859-15'],
    ['http-equiv', ascii('<META http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'), null, 'windows-1252'],
    ['Content-Type beats meta', ascii('<meta charset="windows-1256">'), 'text/html; charset=utf-8', 'utf-8'],
    ['a meta in a comment is none', ascii('<!-- <meta charset="windows-1256"> --><p>'), null, 'utf-8'],
    ['a meta beyond 1024 bytes is none', ascii(`${' '.repeat(1024)}<meta charset="windows-1256">`), null, 'utf-8'],
    ['a meta that says UTF-16 lies', ascii('<meta charset="utf-16le">'), null, 'utf-8'],
    ['an XML declaration', ascii('<?xml version="1.0" encoding="ISO-8859-1"?><a/>'), 'text/xml', 'windows-1252'],
    ['valid UTF-8', utf8('café'), 'text/plain', 'utf-8'],
    ['what is not UTF-8', Uint8Array.of(0x63, 0x61, 0x66, 0xe9), 'text/plain', 'windows-1252'],
    ['nothing at all', new Uint8Array(), null, 'utf-8'],
  ])('%s', (_name, bytes, contentType, charset) => {
    expect(charsetOf(bytes, whole(contentType))).toBe(charset)
  })

  it('is UTF-8 although the cap cut a character in two; the half is left out', () => {
    const cut = utf8('مغلق').subarray(0, 7)
    expect(decodeText(cut, { contentType: null, truncated: true })).toBe('مغل')
    expect(charsetOf(cut, whole(null))).toBe('windows-1252')
  })

  it('decodes what it found, without the byte order mark', () => {
    expect(decodeText(Uint8Array.of(0xe3, 0xdb, 0xe1, 0xde), whole('text/html; charset=windows-1256'))).toBe('مغلق')
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b), whole(null))).toBe('{')
    expect(decodeText(Uint8Array.of(0x63, 0xe9), whole('text/html; charset=utf-8'))).toBe('c\u{fffd}')
    expect(decodeText(Uint8Array.of(0x80), whole(null))).toBe('€')
  })

  it('is found for any bytes and any header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.option(fc.string()), fc.boolean(), (bytes, contentType, truncated) => {
        expect(decodeText(bytes, { contentType, truncated }).length).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })
})

describe('a media type', () => {
  it.each([
    [' Text/HTML ; charset=x', 'text/html'],
    ['', ''],
    [null, ''],
  ])('of %j is %j', (contentType, type) => {
    expect(mediaType(contentType)).toBe(type)
  })
})
