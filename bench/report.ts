/** One line of the benchmark's result; `run.ts` collects them as JSON from standard output. */
export interface Row {
  readonly name: string
  readonly what: string
  readonly value: number
  /** The bare floor measured in the same run; null where the row is an absolute one. */
  readonly floor: number | null
}

export function row(name: string, what: string, value: number, floor: number | null = null): void {
  const result: Row = { name, what, value, floor }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

export function ratioRow(name: string, what: string, value: number, floor: number): void {
  row(name, what, value, floor)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
