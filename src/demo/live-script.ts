/** How the live server behaves. */
export type LiveMood = 'works' | 'slow' | 'fails' | 'notice'

/** What it does and for how long, s; then again from the beginning. */
const script: readonly (readonly [LiveMood, number])[] = [
  ['works', 45],
  ['slow', 25],
  ['fails', 40],
  ['works', 50],
  ['notice', 40],
  ['works', 40],
]
const wholeMs = script.reduce((sum, [, seconds]) => sum + seconds * 1_000, 0)

/** The mood after so many ms. */
export function liveMoodAt(elapsedMs: number): LiveMood {
  let left = elapsedMs % wholeMs
  for (const [mood, seconds] of script) {
    left -= seconds * 1_000
    if (left < 0) return mood
  }
  return 'works'
}
