/** Lower bounds are floored and upper bounds ceiled (R10), so that what is printed stays true. */
export type BoundKind = 'lower' | 'upper'

/** A fraction as two integers, so that rounding is exact: `upMs` of `observedMs`, for example. `whole` > 0. */
export interface Ratio {
  readonly part: number
  readonly whole: number
}

/** How a percentage is to be printed. */
export type Percentage =
  /** `units` ÷ 10^digits per cent: 9999 with 2 digits is 99.99 %. */
  | { readonly kind: 'value'; readonly units: number; readonly digits: number }
  /** An upper bound below 1 that would print as 100 %: print "< 100 %". */
  | { readonly kind: 'below100' }

/** A duration at the unit shown, ms. */
export function roundDuration(ms: number, unitMs: number, bound: BoundKind): number {
  return (bound === 'lower' ? Math.floor(ms / unitMs) : Math.ceil(ms / unitMs)) * unitMs
}

/** A percentage at so many digits. 100 % comes out only when part = whole, 0 % as an upper bound only when part = 0. */
export function roundPercentage({ part, whole }: Ratio, digits: number, bound: BoundKind): Percentage {
  // Milliseconds of many years times 10^6 pass 2^53.
  const scaled = BigInt(part) * 100n * 10n ** BigInt(digits)
  const floor = scaled / BigInt(whole)
  const units = bound === 'upper' && floor * BigInt(whole) < scaled ? floor + 1n : floor
  if (bound === 'upper' && part < whole && units >= 100n * 10n ** BigInt(digits)) return { kind: 'below100' }
  return { kind: 'value', units: Number(units), digits }
}

/** The ratio that a fraction's decimal form names: for fractions that were read, not summed. Only 0 and 1 themselves give 0 and 1. */
export function ratioOf(fraction: number): Ratio {
  const whole = 10 ** 15
  const part = Math.round(fraction * whole)
  if (fraction < 1 && part === whole) return { part: whole - 1, whole }
  return { part: fraction > 0 ? Math.max(part, 1) : part, whole }
}
