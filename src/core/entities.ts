/** A character reference that was found: the text it stands for and the index after it. */
export interface Reference {
  readonly text: string
  readonly end: number
}

/**
 * Reads the character reference that starts at the `&` at `at`, or null when it is a plain ampersand (WHATWG HTML,
 * "character reference state"). Known names are those of HTML 4 and `apos`; the ones of Latin-1 may lack their semicolon.
 */
export function readReference(text: string, at: number): Reference | null {
  return text.charCodeAt(at + 1) === 0x23 ? readNumber(text, at + 2) : readName(text, at + 1)
}

// HTML 4.01, section 24. The first list is U+00A0 to U+00FF in order; the others carry their code point in hex.
const latin1 = `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para
middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml
Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave
aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde
ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`
const others = `apos:27 OElig:152 oelig:153 Scaron:160 scaron:161 Yuml:178 fnof:192 circ:2c6 tilde:2dc Alpha:391 Beta:392 Gamma:393
Delta:394 Epsilon:395 Zeta:396 Eta:397 Theta:398 Iota:399 Kappa:39a Lambda:39b Mu:39c Nu:39d Xi:39e Omicron:39f Pi:3a0 Rho:3a1
Sigma:3a3 Tau:3a4 Upsilon:3a5 Phi:3a6 Chi:3a7 Psi:3a8 Omega:3a9 alpha:3b1 beta:3b2 gamma:3b3 delta:3b4 epsilon:3b5 zeta:3b6 eta:3b7
theta:3b8 iota:3b9 kappa:3ba lambda:3bb mu:3bc nu:3bd xi:3be omicron:3bf pi:3c0 rho:3c1 sigmaf:3c2 sigma:3c3 tau:3c4 upsilon:3c5
phi:3c6 chi:3c7 psi:3c8 omega:3c9 thetasym:3d1 upsih:3d2 piv:3d6 ensp:2002 emsp:2003 thinsp:2009 zwnj:200c zwj:200d lrm:200e rlm:200f
ndash:2013 mdash:2014 lsquo:2018 rsquo:2019 sbquo:201a ldquo:201c rdquo:201d bdquo:201e dagger:2020 Dagger:2021 bull:2022 hellip:2026
permil:2030 prime:2032 Prime:2033 lsaquo:2039 rsaquo:203a oline:203e frasl:2044 euro:20ac image:2111 weierp:2118 real:211c trade:2122
alefsym:2135 larr:2190 uarr:2191 rarr:2192 darr:2193 harr:2194 crarr:21b5 lArr:21d0 uArr:21d1 rArr:21d2 dArr:21d3 hArr:21d4
forall:2200 part:2202 exist:2203 empty:2205 nabla:2207 isin:2208 notin:2209 ni:220b prod:220f sum:2211 minus:2212 lowast:2217
radic:221a prop:221d infin:221e ang:2220 and:2227 or:2228 cap:2229 cup:222a int:222b there4:2234 sim:223c cong:2245 asymp:2248 ne:2260
equiv:2261 le:2264 ge:2265 sub:2282 sup:2283 nsub:2284 sube:2286 supe:2287 oplus:2295 otimes:2297 perp:22a5 sdot:22c5 lceil:2308
rceil:2309 lfloor:230a rfloor:230b lang:27e8 rang:27e9 loz:25ca spades:2660 clubs:2663 hearts:2665 diams:2666`
/** They need no semicolon. `amp` and its like are the ones that HTML 2 already had. */
const bare: ReadonlyMap<string, string> = new Map([
  ...latin1.split(/\s+/).map((name, index) => [name, String.fromCodePoint(0xa0 + index)] as const),
  ...['amp&', 'lt<', 'gt>', 'quot"', 'AMP&', 'LT<', 'GT>', 'QUOT"', 'COPY©', 'REG®'].map(
    (pair) => [pair.slice(0, -1), pair.slice(-1)] as const,
  ),
])
const closed: ReadonlyMap<string, string> = new Map([
  ...bare,
  ...others.split(/\s+/).map((pair) => {
    const [name = '', hex = ''] = pair.split(':')
    return [name, String.fromCodePoint(Number.parseInt(hex, 16))] as const
  }),
])
const longestClosed = 8
const longestBare = 6

// What the references 128 to 159 have always meant on the web: windows-1252 (WHATWG HTML, "numeric character reference end state").
const windows1252 = '€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ'

function readName(text: string, start: number): Reference | null {
  let end = start
  while (end - start < longestClosed && isAlphanumeric(text.charCodeAt(end))) end++
  if (text.charCodeAt(end) === 0x3b) {
    const found = closed.get(text.slice(start, end))
    if (found !== undefined) return { text: found, end: end + 1 }
  }
  for (let stop = Math.min(end, start + longestBare); stop > start + 1; stop--) {
    const found = bare.get(text.slice(start, stop))
    if (found !== undefined) return { text: found, end: stop }
  }
  return null
}

function readNumber(text: string, at: number): Reference | null {
  const hexadecimal = (text.charCodeAt(at) | 0x20) === 0x78
  const base = hexadecimal ? 16 : 10
  const start = hexadecimal ? at + 1 : at
  let end = start
  let value = 0
  for (let digit = digitOf(text.charCodeAt(end)); digit < base; digit = digitOf(text.charCodeAt(end))) {
    // Held just above the last code point, so that a million digits overflow nothing.
    value = Math.min(value * base + digit, 0x11_0000)
    end++
  }
  if (end === start) return null
  return { text: characterOf(value), end: text.charCodeAt(end) === 0x3b ? end + 1 : end }
}

function characterOf(value: number): string {
  if (value >= 0x80 && value <= 0x9f) return windows1252.charAt(value - 0x80)
  if (value === 0 || value > 0x10_ffff || (value >= 0xd800 && value <= 0xdfff)) return '\u{fffd}'
  return String.fromCodePoint(value)
}

/** 0 to 15; a larger number for what is no digit in any base. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 99
}

function isAlphanumeric(code: number): boolean {
  const lower = code | 0x20
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a)
}
