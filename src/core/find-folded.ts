import { foldText } from './text-fold.ts'

/** A piece of a text, and whether it is one of those that were looked for. */
export interface FoundPiece {
  readonly text: string
  readonly hit: boolean
}

/** Cuts a text where one of `wanted` stands in it, compared as `contains` and `excludes` compare (text-fold.ts). */
export function findFolded(text: string, wanted: readonly string[]): readonly FoundPiece[] {
  const folded: string[] = []
  /** Where in the text each folded code unit comes from. */
  const from: number[] = []
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at)
    const plain = /\s/.test(unit) ? (folded.at(-1) === ' ' || folded.length === 0 ? '' : ' ') : foldText(unit)
    for (const letter of plain) {
      folded.push(letter)
      from.push(at)
    }
  }
  const all = folded.join('')
  const spans = wanted
    .map(foldText)
    .flatMap((one) => spansOf(all, one).map(([start, end]) => [from[start] ?? 0, (from[end - 1] ?? 0) + 1] as const))
  return cut(text, spans)
}

function spansOf(text: string, wanted: string): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = []
  if (wanted === '') return spans
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) spans.push([at, at + wanted.length])
  return spans
}

function cut(text: string, spans: readonly (readonly [number, number])[]): readonly FoundPiece[] {
  const pieces: FoundPiece[] = []
  let done = 0
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    if (start < done) continue
    if (start > done) pieces.push({ text: text.slice(done, start), hit: false })
    pieces.push({ text: text.slice(start, end), hit: true })
    done = end
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false })
  return pieces
}
