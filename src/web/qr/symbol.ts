import type { QrCode } from './code.ts'

/** The fixed patterns of a version, and where data goes; true is dark, null is free for data. */
export interface BlankSymbol {
  readonly version: number
  readonly modules: readonly (readonly (boolean | null)[])[]
  readonly freeModules: number
}

type Grid = (boolean | null)[][]

/** Everything but data (ISO/IEC 18004 §6.3): finders with their separators, timing, alignment, and the places of format and version. */
export function blankSymbol(version: number): BlankSymbol {
  const size = version * 4 + 17
  const grid: Grid = Array.from({ length: size }, () => Array.from({ length: size }, () => null))
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    square(grid, row, column, 4, (distance) => distance !== 2 && distance !== 4)
  for (let index = 8; index < size - 8; index += 1) {
    set(grid, 6, index, index % 2 === 0)
    set(grid, index, 6, index % 2 === 0)
  }
  for (const [row, column] of alignments(version, size)) square(grid, row, column, 2, (distance) => distance !== 1)
  for (const place of formatPlaces(size).flat()) set(grid, ...place, false)
  set(grid, size - 8, 8, true)
  versionPlaces(version, size).forEach(([row, column, bit]) => set(grid, row, column, ((versionBits(version) >> bit) & 1) === 1))
  return { version, modules: grid, freeModules: grid.flat().filter((module) => module === null).length }
}

/** Lays the codewords out, and masks them with the mask that leaves the fewest patterns which mislead a reader (§7.8). */
export function finishSymbol(blank: BlankSymbol, codewords: readonly number[]): QrCode {
  const bits = codewords.map((codeword) => codeword.toString(2).padStart(8, '0')).join('')
  const places = dataPlaces(blank)
  const masked = masks.map((mask, number) => {
    const grid: Grid = blank.modules.map((row) => [...row])
    places.forEach(([row, column], index) => set(grid, row, column, (bits[index] === '1') !== mask(row, column)))
    const format = formatBits(number)
    for (const copy of formatPlaces(grid.length)) copy.forEach(([row, column], bit) => set(grid, row, column, ((format >> bit) & 1) === 1))
    const code: QrCode = grid.map((row) => row.map((module) => module === true))
    return { code, penalty: penaltyOf(code) }
  })
  return masked.reduce((best, one) => (one.penalty < best.penalty ? one : best)).code
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

function set(grid: Grid, row: number, column: number, dark: boolean): void {
  const line = grid[row]
  if (line !== undefined && column >= 0 && column < line.length) line[column] = dark
}

/** Rings around a centre, by their distance from it. */
function square(grid: Grid, row: number, column: number, reach: number, dark: (distance: number) => boolean): void {
  for (let down = -reach; down <= reach; down += 1)
    for (let right = -reach; right <= reach; right += 1)
      set(grid, row + down, column + right, dark(Math.max(Math.abs(down), Math.abs(right))))
}

/** Centres of the alignment patterns: a lattice that is even from the far end, without its three corners at the finders. */
function alignments(version: number, size: number): readonly Place[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((size - 13) / (2 * count - 2)) * 2
  const lines = Array.from({ length: count }, (_, index) => (index === 0 ? 6 : size - 7 - (count - 1 - index) * step))
  const last = size - 7
  const atFinder = (row: number, column: number) => (row === 6 && (column === 6 || column === last)) || (row === last && column === 6)
  return lines.flatMap((row) => lines.flatMap((column): readonly Place[] => (atFinder(row, column) ? [] : [[row, column]])))
}

type Place = readonly [row: number, column: number]

/** Both copies of the format: the place of each bit, lowest first. */
function formatPlaces(size: number): readonly (readonly Place[])[] {
  const bits = Array.from({ length: 15 }, (_, bit) => bit)
  const around = bits.map((bit): Place => (bit < 6 ? [bit, 8] : bit < 8 ? [bit + 1, 8] : bit === 8 ? [8, 7] : [8, 14 - bit]))
  const apart = bits.map((bit): Place => (bit < 8 ? [8, size - 1 - bit] : [size - 15 + bit, 8]))
  return [around, apart]
}

/** Level M is 00; protected by BCH(15,5), and never all light. */
function formatBits(mask: number): number {
  return ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412
}

function versionPlaces(version: number, size: number): readonly (readonly [number, number, number])[] {
  if (version < 7) return []
  return Array.from({ length: 18 }, (_, bit) => {
    const near = Math.floor(bit / 3)
    const far = size - 11 + (bit % 3)
    return [[near, far, bit] as const, [far, near, bit] as const]
  }).flat()
}

function versionBits(version: number): number {
  return (version << 12) | remainder(version, 12, 0x1f25)
}

/** Of a BCH code: what is left of `value`, shifted by `bits`, after dividing by the generator. */
function remainder(value: number, bits: number, divisor: number): number {
  let rest = value
  for (let index = 0; index < bits; index += 1) rest = (rest << 1) ^ ((rest >> (bits - 1)) * divisor)
  return rest
}

/** Free modules in the order of the bits: two columns at a time from the right, upwards and downwards in turn, without the timing column. */
function dataPlaces({ modules }: BlankSymbol): readonly Place[] {
  const size = modules.length
  const rights = Array.from({ length: (size - 1) / 2 }, (_, pair) => size - 1 - 2 * pair).map((right) => (right <= 6 ? right - 1 : right))
  return rights.flatMap((right, pair) =>
    modules.flatMap((_, index) => {
      const row = pair % 2 === 0 ? size - 1 - index : index
      return [right, right - 1].flatMap((column): readonly Place[] => (modules[row]?.[column] === null ? [[row, column]] : []))
    }),
  )
}

/** Runs of five and more, blocks of two by two, what looks like a finder, and more dark than light or the reverse (§7.8.3). */
function penaltyOf(code: QrCode): number {
  const rows = code.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''))
  const columns = rows.map((_, column) => rows.map((row) => row[column] ?? '').join(''))
  const lines = [...rows, ...columns].map((line) => {
    const runs = (line.match(/1{5,}|0{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0)
    return runs + 40 * (line.match(/(?=10111010000|00001011101)/g) ?? []).length
  })
  const blocks = rows.slice(1).map((row, index) => {
    const above = rows[index] ?? ''
    return (
      3 * row.split('').filter((module, at) => at > 0 && row[at - 1] === module && above[at - 1] === module && above[at] === module).length
    )
  })
  const share = rows.join('').replaceAll('0', '').length / rows.length ** 2
  return [...lines, ...blocks].reduce((sum, points) => sum + points, 0) + 10 * Math.floor(Math.abs(share - 0.5) * 20)
}
