/** The nearest of some words, or null when none is near: at most one edit per three letters, and one in short words. */
export function closest(word: string, words: readonly string[]): string | null {
  const plain = bare(word.split('/').at(-1) ?? word)
  const ranked = words
    .map((candidate) => ({ candidate, distance: editDistance(plain, bare(candidate.split(/[./]/).at(-1) ?? candidate)) }))
    .filter(
      ({ candidate, distance }) =>
        distance <= Math.max(1, Math.floor(Math.min(plain.length, candidate.length) / 3)) && distance < plain.length,
    )
    .toSorted((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate ?? null
}

/** Edits that turn one word into the other: insert, delete, replace, swap two neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : Infinity
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same, swapped))
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/** Small letters and digits only: `Status_Code` → `statuscode`. */
export function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
