/** Error-correction codewords of one block: Reed–Solomon over GF(2⁸) with the polynomial 0x11d, as QR codes have it (ISO/IEC 18004). */
export function errorCorrection(data: readonly number[], count: number): readonly number[] {
  const divisor = generator(count)
  return data.reduce<readonly number[]>(
    (rest, codeword) => {
      const factor = codeword ^ (rest[0] ?? 0)
      return divisor.map((coefficient, index) => (rest[index + 1] ?? 0) ^ product(coefficient, factor))
    },
    divisor.map(() => 0),
  )
}

/** (x − α⁰)(x − α¹)… without its leading 1, highest power first. */
function generator(degree: number): readonly number[] {
  let polynomial: readonly number[] = [1]
  for (let power = 0; power < degree; power += 1) {
    const root = powers[power] ?? 0
    polynomial = [...polynomial, 0].map((coefficient, index) => coefficient ^ product(polynomial[index - 1] ?? 0, root))
  }
  return polynomial.slice(1)
}

/** α⁰ … α²⁵⁴, where multiplying by α doubles. */
const powers: readonly number[] = Array.from({ length: 255 }).reduce<readonly number[]>(
  (found) => [...found, found.length === 0 ? 1 : doubled(found.at(-1) ?? 0)],
  [],
)
const logarithms: ReadonlyMap<number, number> = new Map(powers.map((value, power) => [value, power]))

function doubled(value: number): number {
  return value < 128 ? value * 2 : (value * 2) ^ 0x11d
}

function product(a: number, b: number): number {
  if (a === 0 || b === 0) return 0
  return powers[((logarithms.get(a) ?? 0) + (logarithms.get(b) ?? 0)) % 255] ?? 0
}
