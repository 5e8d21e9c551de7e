/**
 * A column that wavers around a slowly changing value is written as what each number misses a level by: the first number, then raised by an
 * eighth of what it was missed by. Kept in eighths, so that it is exact.
 */
export const eighths = 8

/** The number that a level in eighths stands for. */
export function levelOf(level: number): number {
  return isShiftable(level) ? shifted(level) : Math.round(level / eighths)
}

/** Within 32 bits, with room for what the next number misses it by. */
export function isShiftable(level: number): boolean {
  return level > -shiftable && level < shiftable
}
const shiftable = 2 ** 30

/** Math.round(level / 8), by a shift; exact where it is shiftable. */
export function shifted(level: number): number {
  return (level + eighths / 2) >> 3
}
