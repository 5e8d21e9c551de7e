import type { Locale } from '../../i18n/index.ts'
import { html } from '../html.ts'
import type { MarkedState } from '../parts/state.ts'
import { xmlDocument } from '../xml.ts'
import { directed, familiesOf, ink, shapes } from './picture.ts'
import { emsOf, wrapped } from './text-width.ts'

const height = 24
const fontSize = 12
const padding = 8
const shapeSize = 11
/** A longer name ends in an ellipsis; the title holds it whole. */
const nameEms = 30

/** The state of a monitor as a small picture: its name, then shape and word. The text fits its box in any font. */
export function badgePicture({ tag, dir }: Locale, name: string, state: MarkedState): string {
  const shown = wrapped(name, nameEms, 1).join('')
  const nameWidth = textWidth(shown)
  const stateWidth = textWidth(state.text)
  const stateBox = padding + shapeSize + 6 + stateWidth + padding
  const nameBox = padding + nameWidth + padding
  const width = nameBox + stateBox
  const rtl = dir === 'rtl'
  // From right to left the name stands at the right, and the shape before its word, at the right of it.
  const nameAt = rtl ? stateBox : 0
  const stateAt = rtl ? 0 : nameBox
  const shapeAt = rtl ? stateBox - padding - shapeSize : stateAt + padding
  const wordAt = rtl ? padding : shapeAt + shapeSize + 6
  const label = `${name}: ${state.text}`
  const text = (x: number, length: number, fill: string, said: string) =>
    html`<text x="${x}" y="16.3" fill="${fill}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${directed(said, dir)}</text>`
  return xmlDocument(html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" xml:lang="${tag}">
<title>${label}</title>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" fill="${ink.paper}" stroke="${ink.text}"/>
<rect x="${nameAt}" width="${nameBox}" height="${height}" fill="${ink.text}"/>
<g transform="translate(${shapeAt} ${(height - shapeSize) / 2}) scale(${shapeSize / 14})">${shapes[state.mark]}</g>
<g font-family="${familiesOf(dir).sans}" font-size="${fontSize}">${text(nameAt + padding, nameWidth, ink.paper, shown)}${text(wordAt, stateWidth, state.mark === 'down' ? ink.down : ink.text, state.text)}</g>
</svg>`)
}

function textWidth(text: string): number {
  return Math.ceil(emsOf(text) * fontSize)
}
