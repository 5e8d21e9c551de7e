import jsQR from 'jsqr'
import { describe, expect, it } from 'vitest'
import { type QrCode, qrCode } from '../../src/web/qr/code.ts'

/** What a reader that shares no code with ours reads from a picture of it, four pixels a module. */
function read(code: QrCode): string | null {
  const scale = 4
  const side = (code.length + 8) * scale
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1)
      if (code[Math.floor(y / scale) - 4]?.[Math.floor(x / scale) - 4] === true) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
  return jsQR.default(pixels, side, side)?.data ?? null
}
const addressOf = (length: number) => `https://vigie.example.org/outages/${'a-www-20261123T095500Z.'.repeat(40)}`.slice(0, length)

describe('a QR code', () => {
  it('is read back at every version, by a decoder of another maker', () => {
    const sizes = new Set<number>()
    for (let length = 1; length <= 666; length += 14) {
      const text = addressOf(length)
      const code = qrCode(text)
      expect(code === null ? null : read(code), String(length)).toBe(text)
      sizes.add(code?.length ?? 0)
    }
    expect([...sizes]).toEqual(Array.from({ length: 20 }, (_, index) => 21 + 4 * index))
  })

  it('holds what is not ASCII, as UTF-8', () => {
    const text = 'https://vigie.example.org/outages/خدمة-é'
    const code = qrCode(text)
    expect(code === null ? null : read(code)).toBe(text)
  })

  it('is still read with a corner of its data scratched off', () => {
    const text = addressOf(70)
    const code = (qrCode(text) ?? []).map((row, y) => row.map((dark, x) => (x > 14 && x < 20 && y > 14 && y < 20 ? false : dark)))
    expect(code).not.toEqual(qrCode(text))
    expect(read(code)).toBe(text)
  })

  it('is not made where it would be too dense to read from paper', () => {
    expect(qrCode(addressOf(666))).not.toBeNull()
    expect(qrCode(addressOf(667))).toBeNull()
  })
})
