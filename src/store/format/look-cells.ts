import type { LookNumbers } from './look-numbers.ts'

/** Numbers of one look, side by side: what goes to another thread without being copied. */
export const cellsPerLook = 23

/** Writes a look at a place among others; a field that it does not have is NaN. */
export function writeCells(cells: Float64Array, place: number, look: LookNumbers): void {
  const at = place * cellsPerLook
  cells[at] = look.seq
  cells[at + 1] = look.series
  cells[at + 2] = look.boot
  cells[at + 3] = look.counter
  cells[at + 4] = look.at
  cells[at + 5] = look.lateMs
  cells[at + 6] = look.durationMs
  cells[at + 7] = look.outcome
  cells[at + 8] = look.recheck
  cells[at + 9] = look.circumstances
  cells[at + 10] = look.answer
  cells[at + 11] = look.uncertaintyMs
  cells[at + 12] = look.clockOffsetMs
  cells[at + 13] = look.totalLessDurationMs
  cells[at + 14] = look.failure ?? Number.NaN
  cells[at + 15] = look.degraded ?? Number.NaN
  cells[at + 16] = look.resolveMs ?? Number.NaN
  cells[at + 17] = look.connectMs ?? Number.NaN
  cells[at + 18] = look.handshakeMs ?? Number.NaN
  cells[at + 19] = look.firstByteMs ?? Number.NaN
  cells[at + 20] = look.bodyLength ?? Number.NaN
  cells[at + 21] = look.fingerprint ?? Number.NaN
  cells[at + 22] = look.anchor ?? Number.NaN
}

/** The look that was written at a place. */
export function readCells(cells: Float64Array, place: number): LookNumbers {
  const at = place * cellsPerLook
  const number = (index: number): number => cells[at + index] ?? 0
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
    uncertaintyMs: number(11),
    clockOffsetMs: number(12),
    totalLessDurationMs: number(13),
    failure: nullable(14),
    degraded: nullable(15),
    resolveMs: nullable(16),
    connectMs: nullable(17),
    handshakeMs: nullable(18),
    firstByteMs: nullable(19),
    bodyLength: nullable(20),
    fingerprint: nullable(21),
    anchor: nullable(22),
  }
}
