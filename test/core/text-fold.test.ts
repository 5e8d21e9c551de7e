import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growthOf, mostGrowth } from '../support/growth.ts'
import { foldText } from '../../src/core/text-fold.ts'

describe('a folded text', () => {
  it.each([
    ['case', 'CNOPS Élève', 'cnops eleve'],
    ['accents, composed or not', 'e\u{301}\u{e9}ç ÀÏÜ', 'eec aiu'],
    ['ligatures', 'Œuvre cœur Æ ﬁn ß', 'oeuvre coeur ae fin ss'],
    ['Greek sigma', 'ΟΔΟΣ οδος', 'οδοσ οδοσ'],
    ['Turkish i', 'İıI', 'iii'],
    ['apostrophes, quotes and dashes', "l’État l'État “a” «b» a–b a‑b", 'l\'etat l\'etat "a" "b" a-b a-b'],
    ['white space', ' a\u{a0}\u{2003}b\n\tc ', 'a b c'],
    ['invisible characters', 'main\u{ad}te\u{200b}nance\u{200f}', 'maintenance'],
    ['compatibility forms', 'ＡＢ½ … ②', 'ab1⁄2 ... 2'],
    ['Arabic vowel signs', 'مَرْحَبًا بِكُمْ', 'مرحبا بكم'],
    ['tatweel', 'الخـــدمات', 'الخدمات'],
    ['forms of alef', 'أإآٱا', 'ااااا'],
    ['forms of yeh', 'ىيیئ', 'يييي'],
    ['teh marbuta', 'خدمة', 'خدمه'],
    ['Persian kaf', 'کتاب', 'كتاب'],
    ['waw with hamza, lone hamza', 'مسؤول سماء', 'مسوول سماء'],
    ['presentation forms', 'ﻻ ﷲ ﺔ', 'لا الله ه'],
    ['digits of Arabic and Persian', '٢٠٢٦ ۲۰۲۶', '2026 2026'],
    ['half a pair, and an emoji', '\u{d800} 😀', '\u{d800} 😀'],
    ['a sentence in one character stays', '\u{fdfa}', '\u{fdfa}'],
  ])('%s', (_name, text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  it('folds to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text))
      }),
    )
    const every = Array.from({ length: 0x1_0000 }, (_, unit) => String.fromCharCode(unit))
    expect(every.filter((unit) => foldText(foldText(unit)) !== foldText(unit))).toEqual([])
  })

  it('is the same for a text in either normal form', () => {
    // Above the basic plane nothing is folded, and U+FDFA and the like stay what they are.
    const unit = fc.integer({ min: 0x20, max: 0x6ff }).map((code) => String.fromCharCode(code))
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = units.join('')
        expect(foldText(text.normalize('NFD'))).toBe(foldText(text.normalize('NFC')))
      }),
    )
  })

  it.each([
    ['marks in the worst order', '\u{315}\u{300}'],
    ['sentences in one character', '\u{fdfa}'],
    ['prose', 'Les services sont suspendus. '],
    ['Arabic', 'الخِدْمَات '],
  ])('takes time that grows with the text, no faster: %s', (_name, piece) => {
    const { largeMs, times } = growthOf(foldText, '', piece)
    expect(times).toBeLessThan(mostGrowth)
    expect(largeMs).toBeLessThan(500)
  })
})
