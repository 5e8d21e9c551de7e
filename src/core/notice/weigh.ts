import type { Sentence } from './sentences.ts'
import type { Found } from './phrases.ts'
import type { Meaning, NoticeKind, Role, Vocabulary } from './vocabulary.ts'

/** What one sentence says of a service that is out. */
export interface Statement {
  readonly sentence: Sentence
  readonly vocabulary: Vocabulary
  readonly kind: NoticeKind
  readonly points: number
  /** It only asks to come back, without saying why. */
  readonly onlyReturn: boolean
}

/** The strongest reading of a sentence in any one language; null when it says nothing of the kind. */
export function statementOf(sentence: Sentence): Statement | null {
  let best: Statement | null = null
  for (const [vocabulary, found] of readings(sentence)) {
    const said = whatIsSaid(found)
    if (said === null) continue
    const doubt = doubts(sentence, found)
    const form = doubt === 0 ? terseness(sentence, found) : 0
    const points = (said.points + form - doubtPoints * doubt) * standing[sentence.role]
    if (points > 0 && (best === null || points > best.points)) best = { ...said, sentence, vocabulary, points: round(points) }
  }
  return best
}

const doubtPoints = 2.5

/** A sentence is read in the languages that know most of its words: `error` alone is a word of three, but says nothing of the rest. */
function readings({ found }: Sentence): readonly (readonly [Vocabulary, readonly Found<Meaning>[]])[] {
  const byLanguage = [...Map.groupBy(found, ({ tag }) => tag.vocabulary)]
  const most = Math.max(0, ...byLanguage.map(([, its]) => covered(its)))
  return byLanguage.filter(([, its]) => covered(its) * 2 > most)
}

function covered(found: readonly Found<Meaning>[]): number {
  return new Set(found.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))).size
}

/** Menus and links name things; they seldom state. */
const standing: Readonly<Record<Sentence['role'], number>> = { title: 1, heading: 1, text: 1, label: 0.6, image: 0.8 }

const pointsOf: Readonly<Record<NoticeKind, number>> = {
  suspension: 5.5,
  maintenance: 5.5,
  unavailable: 5.5,
  account: 5.5,
  parked: 5.5,
  default: 5.5,
  error: 5,
  construction: 3.5,
}

interface Said {
  readonly onlyReturn: boolean
  readonly kind: NoticeKind
  readonly points: number
}

function whatIsSaid(found: readonly Found<Meaning>[]): Said | null {
  const has = (role: Role): boolean => found.some((one) => one.tag.role === role)
  const now = has('now') ? 1 : 0
  const wholes = found.flatMap(({ tag: { kind } }): readonly Said[] =>
    kind === null ? [] : [{ kind, points: pointsOf[kind] + now / 2, onlyReturn: false }],
  )
  const close = (role: Role): boolean =>
    found.some((one) => one.tag.role === role && found.some((two) => two.tag.role === 'subjects' && near(one, two)))
  const state = (role: Role, kind: NoticeKind, withSubject: number, withNow: number, alone: number): readonly Said[] =>
    has(role) ? [{ kind, points: close(role) ? withSubject + now : now === 1 ? withNow : alone, onlyReturn: false }] : []
  const said = [
    ...wholes,
    ...state('out', 'unavailable', 4.5, 4, 1.5),
    ...state('suspended', 'suspension', 4.5, 3.5, 1.5),
    ...state('work', 'maintenance', 2.5, 3, 2),
    ...state('changes', 'maintenance', 2.5, 3, 1),
    ...state('fault', 'error', 2.5, 2.5, 1.5),
    ...(has('later') ? [{ kind: 'unavailable' as const, points: 2, onlyReturn: true }] : []),
  ]
  const best = said.reduce<Said | null>((best, one) => (best === null || one.points > best.points ? one : best), null)
  // "closed for maintenance", "down after an incident": what and why together.
  const explained = (has('out') || has('suspended')) && (has('work') || has('fault'))
  return best === null || !explained ? best : { ...best, points: best.points + 1 }
}

const nearWords = 8

function near(one: Found<Meaning>, two: Found<Meaning>): boolean {
  return one.from - two.to < nearWords && two.from - one.to < nearWords
}

/** A sentence that says little else weighs more, one that says much else less. */
function terseness(sentence: Sentence, found: readonly Found<Meaning>[]): number {
  const share = covered(found.filter(({ tag }) => tag.role !== 'doubt')) / Math.max(1, sentence.words)
  if (share >= 0.75 && sentence.alone) return 1.5
  if (share >= 0.5) return 0.5
  return share < 0.25 && sentence.words > 12 ? -1 : 0
}

/** Words of doubt, two at most; an "if" inside of what a notice says is none. A question states nothing. */
function doubts(sentence: Sentence, found: readonly Found<Meaning>[]): number {
  const wholes = found.filter(({ tag }) => tag.role === 'notice')
  const free = found.filter(
    ({ tag, from, to }) => tag.role === 'doubt' && (to - from > 1 || !wholes.some((whole) => from >= whole.from && to <= whole.to)),
  )
  return Math.min(2, free.length + (/[?؟]$/.test(sentence.text) ? 1 : 0))
}

/** Points to two decimals. */
export function round(points: number): number {
  return Math.round(points * 100) / 100
}
