import { lookFields, type LookNumbers } from './look-numbers.ts'

/** Looks in columns, one of each field, for so many looks: what goes to another thread without being copied, and is packed as it lies. */
export type LookCells = Float64Array<ArrayBuffer>

/** A column of each field; what a look does not have is NaN. */
export type LookColumns = Readonly<Record<keyof LookNumbers, Float64Array>>

/** Room for so many looks. */
export function lookCells(looks: number): LookCells {
  return new Float64Array(looks * lookFields.length)
}

export function columnsOf(looks: readonly LookNumbers[]): LookColumns {
  const cells = lookCells(looks.length)
  for (const [place, look] of looks.entries()) writeCells(cells, place, look)
  return columnsIn(cells, looks.length)
}

/** The columns of the first so many looks. */
export function columnsIn(cells: LookCells, looks: number): LookColumns {
  const room = cells.length / lookFields.length
  const columns = lookFields.map((field, place) => [field, cells.subarray(place * room, place * room + looks)])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- lookFields holds every one
  return Object.fromEntries(columns) as LookColumns
}

/** Writes a look at a place among others. By hand, in the order of lookFields: it is done for every look. */
export function writeCells(cells: LookCells, place: number, look: LookNumbers): void {
  const room = cells.length / lookFields.length
  cells[place] = look.seq
  cells[room + place] = look.series
  cells[2 * room + place] = look.boot
  cells[3 * room + place] = look.counter
  cells[4 * room + place] = look.at
  cells[5 * room + place] = look.lateMs
  cells[6 * room + place] = look.durationMs
  cells[7 * room + place] = look.outcome
  cells[8 * room + place] = look.recheck
  cells[9 * room + place] = look.circumstances
  cells[10 * room + place] = look.answer
  cells[11 * room + place] = look.failure ?? Number.NaN
  cells[12 * room + place] = look.degraded ?? Number.NaN
  cells[13 * room + place] = look.uncertaintyMs
  cells[14 * room + place] = look.clockOffsetMs
  cells[15 * room + place] = look.resolveMs ?? Number.NaN
  cells[16 * room + place] = look.connectMs ?? Number.NaN
  cells[17 * room + place] = look.handshakeMs ?? Number.NaN
  cells[18 * room + place] = look.firstByteMs ?? Number.NaN
  cells[19 * room + place] = look.totalLessDurationMs
  cells[20 * room + place] = look.bodyLength ?? Number.NaN
  cells[21 * room + place] = look.fingerprint ?? Number.NaN
  cells[22 * room + place] = look.anchor ?? Number.NaN
}

/** The look that was written at a place. */
export function readCells(cells: LookCells, place: number): LookNumbers {
  const room = cells.length / lookFields.length
  const number = (index: number): number => cells[index * room + place] ?? 0
  const nullable = (index: number): number | null => {
    const value = number(index)
    return Number.isNaN(value) ? null : value
  }
  return {
    seq: number(0),
    series: number(1),
    boot: number(2),
    counter: number(3),
    at: number(4),
    lateMs: number(5),
    durationMs: number(6),
    outcome: number(7),
    recheck: number(8),
    circumstances: number(9),
    answer: number(10),
    failure: nullable(11),
    degraded: nullable(12),
    uncertaintyMs: number(13),
    clockOffsetMs: number(14),
    resolveMs: nullable(15),
    connectMs: nullable(16),
    handshakeMs: nullable(17),
    firstByteMs: nullable(18),
    totalLessDurationMs: number(19),
    bodyLength: nullable(20),
    fingerprint: nullable(21),
    anchor: nullable(22),
  }
}
