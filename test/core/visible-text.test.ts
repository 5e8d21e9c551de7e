import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growthOf, mostGrowth } from '../support/growth.ts'
import { looksLikeHtml, visibleText } from '../../src/core/visible-text.ts'

const cases: readonly { readonly name: string; readonly html: string; readonly text: string }[] = [
  { name: 'tags go, text stays', html: '<!doctype html><html><body><p>Service en ligne</p></body></html>', text: 'Service en ligne' },
  { name: 'the title counts', html: '<head><title>CNOPS &amp; vous</title></head><body>Accueil</body>', text: 'CNOPS & vous Accueil' },
  { name: 'a tag in a title is text', html: '<title>a <b>b</b></title>c', text: 'a <b>b</b> c' },
  { name: 'scripts and styles go', html: 'a<script>if (1 < 2) "<p>no</p>"</script>b<style>p::after{content:"x"}</style>c', text: 'abc' },
  { name: 'a script ends only at its end tag', html: '<script>"</scripts>"; </SCRIPT foo>after', text: 'after' },
  { name: 'comments go', html: 'a<!-- <p>hidden</p> -- > -->b<!--->c<!-->d<!--x--!>e', text: 'abcde' },
  { name: 'declarations, instructions and bogus end tags go', html: '<?xml version="1.0"?><!DOCTYPE x>a</>b</ x>c', text: 'abc' },
  { name: 'cells and paragraphs part words', html: '<tr><td>a</td><td>b</td></tr><br>c<p>d', text: 'a b c d' },
  { name: 'inline elements do not', html: 'ser<b>vi</b><span class="x">ce</span>s', text: 'services' },
  { name: 'references are decoded', html: 'caf&eacute; &#233; &#xE9; &Eacute &lt;p&gt; &nbsp;&euro;', text: 'café é é É <p> €' },
  { name: 'a reference is decoded once', html: '&amp;lt;b&amp;gt;', text: '&lt;b&gt;' },
  { name: 'a bare ampersand stays', html: 'R&D & co &unknown; &; &#; &#x; &', text: 'R&D & co &unknown; &; &#; &#x; &' },
  { name: 'a name without semicolon takes the longest that is known', html: '&notit; &copy2026 &ampere', text: '¬it; ©2026 &ere' },
  {
    name: 'odd numbers follow the standard',
    html: '&#0;&#x110000;&#xD800;&#150;&#99999999999999999999;',
    text: '\u{fffd}\u{fffd}\u{fffd}–\u{fffd}',
  },
  { name: 'a quoted > does not end a tag', html: '<a title="a > b" alt=\'c > d\'>link</a>', text: 'link' },
  { name: 'a quote that is not a value opens nothing', html: '<a " \' x=y"z>link', text: 'link' },
  { name: 'an equals sign inside a bare value opens nothing', html: '<a href=/x?a="b>link</a> more "', text: 'link more "' },
  { name: 'a lone < is text', html: '1 < 2 and 3 <4 << 5 <', text: '1 < 2 and 3 <4 << 5 <' },
  { name: 'white space is folded', html: ' a \n\t b  \r\n c ', text: 'a b c' },
  { name: 'an unclosed comment swallows the rest', html: 'a<!-- b <p>c</p>', text: 'a' },
  { name: 'an unclosed script swallows the rest', html: 'a<script>b <p>c</p>', text: 'a' },
  { name: 'an unclosed tag swallows the rest', html: 'a<p class="x b c', text: 'a' },
  { name: 'Arabic passes', html: '<p dir="rtl">الخدمات <b>العمومية</b></p>', text: 'الخدمات العمومية' },
  {
    name: 'noscript counts, iframe content does not',
    html: '<noscript>Activez JavaScript</noscript><iframe>old browser</iframe>',
    text: 'Activez JavaScript',
  },
  { name: 'a textarea is text', html: '<textarea><p>a &amp; b</p></textarea>', text: '<p>a & b</p>' },
]

describe('the visible text of a page', () => {
  it.each(cases)('$name', ({ html, text }) => {
    expect(visibleText(html)).toBe(text)
  })

  it('keeps any text that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
        expect(visibleText(`<p>${escaped}</p>`)).toBe(text.replace(/\s+/g, ' ').trim())
      }),
    )
  })

  it('holds no more than the page does, whatever the soup', () => {
    const bit = fc.constantFrom(...`< > " ' = / ! -- --> & &# ; a <p <script> </script <!-- <title> </title> é`.split(' '), ' ', '\u{d800}')
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 60 }), (bits) => {
        const soup = bits.join('')
        expect(visibleText(soup).length).toBeLessThanOrEqual(soup.length)
        // Whatever is open after the soup is closed by these; the text after them must be seen.
        expect(visibleText(`${soup}x"'>--></script></title>seen`)).toMatch(/seen$/)
      }),
      { numRuns: 500 },
    )
  })
})

/** Pieces that pages of any length are made of; each made an extractor of some other program quadratic. */
const hostile: readonly (readonly [string, string, string])[] = [
  ['plain prose', '', 'Les services sont en ligne. <b>Oui</b> &amp; <p>non</p>\n'],
  ['<', '', '<'],
  ['</', '', '</'],
  ['unclosed tags', '', '<a '],
  ['unclosed values', '', '<a b="'],
  ['unclosed comment', '<!--', '--'],
  ['comments never closed', '', '<!--'],
  ['unclosed script', '<script>', '</scrip'],
  ['scripts', '', '<script>'],
  ['nested', '', '<div><span>'],
  ['ampersands', '', '&'],
  ['references', '', '&eacute;'],
  ['digits of one reference', '&#', '9'],
  ['white space', '', ' \n'],
  ['one attribute name', '<a ', 'x'],
  ['one tag name', '<', 'A'],
  ['equals signs', '<a ', '='],
  ['declarations', '', '<!x'],
]

describe('time to extract', () => {
  it.each(hostile)('is short and grows with the page, no faster: %s', (_name, start, piece) => {
    const { largeMs, times } = growthOf(visibleText, start, piece)
    expect(times).toBeLessThan(mostGrowth)
    // 5 to 35 ms on an idle machine.
    expect(largeMs).toBeLessThan(500)
  })
})

describe('a body without a Content-Type', () => {
  it.each([
    ['  <!DOCTYPE HTML><p>', true],
    ['<html lang="fr">', true],
    ['<!-- x --><p>', true],
    ['<p>hello', true],
    ['{"a": "<p>"}', false],
    ['<?xml version="1.0"?><a/>', false],
    ['<plan>', false],
    ['hello <p>', false],
    ['', false],
  ])('%j is a page: %s', (text, page) => {
    expect(looksLikeHtml(text)).toBe(page)
  })
})
