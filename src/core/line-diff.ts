/** A stretch of lines that two texts share, or that only one of them has. */
export interface DiffPart {
  readonly kind: 'same' | 'gone' | 'new'
  readonly lines: readonly string[]
}

/** Of each text so many lines are compared; the table of them is a quarter of a million cells at most. */
export const linesCompared = 500

/** What has to go from `before` and come instead to make `after`: a longest common subsequence of their first lines. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffPart[] {
  const [a, b] = [before.slice(0, linesCompared), after.slice(0, linesCompared)]
  const common = commonLengths(a, b)
  const parts: { kind: DiffPart['kind']; lines: string[] }[] = []
  const add = (kind: DiffPart['kind'], line: string): void => {
    const last = parts.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else parts.push({ kind, lines: [line] })
  }
  const width = b.length + 1
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [gone, fresh] = [a[i], b[j]]
    if (gone !== undefined && gone === fresh) {
      add('same', gone)
      i++
      j++
    } else if (gone !== undefined && (fresh === undefined || at(common, (i + 1) * width + j) >= at(common, i * width + j + 1))) {
      add('gone', gone)
      i++
    } else if (fresh !== undefined) {
      add('new', fresh)
      j++
    }
  }
  return parts
}

/** Row by row from the end: how many lines the rests of both texts share in order. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1
  const table = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const here = i * width + j
      table[here] = a[i] === b[j] ? at(table, here + width + 1) + 1 : Math.max(at(table, here + width), at(table, here + 1))
    }
  }
  return table
}

function at(table: Uint16Array, index: number): number {
  return table[index] ?? 0
}
