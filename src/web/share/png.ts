/** Draws a picture as PNG, outside this thread; null where it cannot be drawn here. */
export type Painter = (svg: string) => Promise<Uint8Array<ArrayBuffer> | null>

/** Pictures kept, as PNG of some 40 kB each: an outage that is over never changes. */
const keptAtMost = 64

/**
 * The painter of the optional package @resvg/resvg-js; without it, or without a font that has the letters of `sample`, nothing is painted,
 * and whoever asks gets the SVG. One picture at a time: each takes a core for some tenths of a second.
 */
export function createPainter(sample: string): Painter {
  const kept = new Map<string, Promise<Uint8Array<ArrayBuffer> | null>>()
  let able: Promise<Draw | null> | null = null
  let last: Promise<unknown> = Promise.resolve()
  return (svg) => {
    const known = kept.get(svg)
    if (known !== undefined) return known
    const made = last.then(async () => {
      const draw = await (able ??= drawer(sample))
      return draw === null ? null : Uint8Array.from((await draw(svg)).asPng())
    })
    last = made.catch(() => null)
    kept.set(svg, made)
    made.catch(() => kept.delete(svg))
    const oldest = kept.size > keptAtMost ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
    return made
  }
}

type Draw = (svg: string) => Promise<{ asPng(): Buffer }>

async function drawer(sample: string): Promise<Draw | null> {
  const package_ = await import('@resvg/resvg-js').catch(() => null)
  if (package_ === null) return null
  const draw: Draw = (svg) => package_.renderAsync(svg, { font: { loadSystemFonts: true } })
  // A letter that no font has is drawn as nothing, or as the same box as a code point that is no letter.
  const [seen, blank, box] = await Promise.all(
    [sample, '', '\u{10ffff}'].map(async (text) =>
      (
        await draw(`<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><text x="10" y="30" font-size="24">${text}</text></svg>`)
      ).asPng(),
    ),
  )
  if (seen === undefined || blank === undefined || box === undefined) return null
  return seen.equals(blank) || seen.equals(box) ? null : draw
}
