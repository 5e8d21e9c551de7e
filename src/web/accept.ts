/** One choice of an Accept-* header, with its weight. */
export interface Preference {
  readonly value: string
  readonly weight: number
}

/** An Accept, Accept-Language or Accept-Encoding header (RFC 9110 §12.4.2), most wanted first; what is malformed is left out. */
export function preferences(header: string | null | undefined): readonly Preference[] {
  if (header === null || header === undefined) return []
  return header
    .slice(0, 2_000)
    .split(',')
    .flatMap((item) => {
      const [value = '', ...parameters] = item.split(';').map((piece) => piece.trim().toLowerCase())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      const read = weight === undefined ? 1 : /^[01](\.\d{0,3})?$/.test(weight) ? Number(weight) : Number.NaN
      return value === '' || Number.isNaN(read) ? [] : [{ value, weight: Math.min(read, 1) }]
    })
    .toSorted((a, b) => b.weight - a.weight)
}

/** The weight that an Accept header gives a media type: the most specific range decides; 1 without a header. */
export function weightOf(header: string | null | undefined, mediaType: string): number {
  const wanted = preferences(header)
  if (wanted.length === 0) return 1
  const [family = ''] = mediaType.split('/')
  for (const range of [mediaType, `${family}/*`, '*/*']) {
    const found = wanted.find(({ value }) => value === range)
    if (found !== undefined) return found.weight
  }
  return 0
}

export type Encoding = 'br' | 'zstd' | 'gzip'

/** The coding to send by Accept-Encoding: the most wanted that we have, the smallest one where several are wanted alike. */
export function encodingFor(header: string | null | undefined): Encoding | null {
  const wanted = preferences(header)
  const weight = (name: string) => (wanted.find(({ value }) => value === name) ?? wanted.find(({ value }) => value === '*'))?.weight ?? 0
  const best = encodings.map((name) => ({ name, weight: weight(name) })).toSorted((a, b) => b.weight - a.weight)[0]
  return best === undefined || best.weight === 0 ? null : best.name
}

const encodings: readonly Encoding[] = ['br', 'zstd', 'gzip']
