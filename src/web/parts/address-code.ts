import { citeWords } from '../../i18n/cite-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { type QrCode, qrCode } from '../qr/code.ts'

/** A permanent address as a QR code; null for an address that is too long for one. */
export function addressCode({ language }: Locale, address: string): Html | null {
  const code = qrCode(address)
  return code === null ? null : drawing(code, citeWords[language].qr)
}

/** Dark modules as runs of one path, on white whatever the theme: readers want dark on light, and four modules of quiet around. */
function drawing(code: QrCode, label: string): Html {
  const side = code.length + 8
  const path = code.flatMap((row, y) => {
    const line = row.map((dark) => (dark ? '1' : '0')).join('')
    return [...line.matchAll(/1+/g)].map((run) => `M${run.index + 4} ${y + 4}h${run[0].length}v1h-${run[0].length}z`)
  })
  return html`<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label="${label}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path d="${path.join('')}" fill="#000"/></svg>`
}
