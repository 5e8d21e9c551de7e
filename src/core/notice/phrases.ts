import { type NoticeKind, type Vocabulary } from './vocabulary.ts'
import { wordsOf } from './words.ts'

/** What a phrase does in a sentence. `notice` phrases say it all by themselves and have a kind. */
export type Role = 'subject' | 'out' | 'suspended' | 'work' | 'changes' | 'fault' | 'now' | 'later' | 'sorry' | 'doubt' | 'notice'

/** A phrase found in a sentence. */
export interface Found {
  readonly role: Role
  readonly kind: NoticeKind | null
  readonly vocabulary: Vocabulary
  /** Indexes of its first word and of the word after its last. */
  readonly from: number
  readonly to: number
}

/** Finds every phrase of the vocabularies in the words of one sentence; the longest of those that begin at one word and do the same. */
export type PhraseFinder = (words: readonly string[]) => readonly Found[]

/** Phrases by their first word. Each word of a sentence is looked up once; a phrase then looks at a bounded number of words. */
export function phraseFinder(vocabularies: readonly Vocabulary[]): PhraseFinder {
  const byFirstWord = new Map<string, Phrase[]>()
  for (const phrase of vocabularies.flatMap(phrasesOf)) {
    for (const word of phrase.steps[0]?.words ?? []) {
      const others = byFirstWord.get(word)
      if (others === undefined) byFirstWord.set(word, [phrase])
      else others.push(phrase)
    }
  }
  return (words) => words.flatMap((word, at) => longest(byFirstWord.get(word) ?? [], words, at))
}

interface Step {
  readonly words: ReadonlySet<string>
  readonly optional: boolean
  /** Up to three words of any kind may stand before it. */
  readonly afterGap: boolean
}

interface Phrase {
  readonly role: Role
  readonly kind: NoticeKind | null
  readonly vocabulary: Vocabulary
  /** The first is never optional. */
  readonly steps: readonly Step[]
}

const widestGap = 3

function phrasesOf(vocabulary: Vocabulary): readonly Phrase[] {
  const { subjects, out, suspended, work, changes, fault, now, later, sorry, doubt, notices } = vocabulary
  const roles = { subject: subjects, out, suspended, work, changes, fault, now, later, sorry, doubt } satisfies Partial<
    Record<Role, string>
  >
  const plain = Object.entries(roles) as readonly [Role, string][]
  const whole = Object.entries(notices) as readonly [NoticeKind, string][]
  return [
    ...plain.flatMap(([role, list]) => stepsOf(list).map((steps) => ({ role, kind: null, vocabulary, steps }))),
    ...whole.flatMap(([kind, list]) => stepsOf(list).map((steps) => ({ role: 'notice' as const, kind, vocabulary, steps }))),
  ]
}

function stepsOf(list: string): readonly (readonly Step[])[] {
  return list
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(readSteps)
}

function readSteps(line: string): readonly Step[] {
  const steps: Step[] = []
  let afterGap = false
  for (const token of line.split(/\s+/)) {
    if (token === '_') {
      afterGap = true
      continue
    }
    const optional = token.endsWith('?')
    steps.push({ words: new Set(token.split('/').flatMap(wordsOf)), optional, afterGap })
    afterGap = false
  }
  return steps
}

function longest(phrases: readonly Phrase[], words: readonly string[], at: number): readonly Found[] {
  const best = new Map<string, Found>()
  for (const { role, kind, vocabulary, steps } of phrases) {
    const to = endOfMatch(steps, 1, words, at + 1)
    if (to === null) continue
    const key = `${vocabulary.language} ${role} ${kind ?? ''}`
    const before = best.get(key)
    if (before === undefined || before.to < to) best.set(key, { role, kind, vocabulary, from: at, to })
  }
  return [...best.values()]
}

/** Index after the last word of the phrase, its steps from `step` on matched from `at` on; null when they do not. */
function endOfMatch(steps: readonly Step[], step: number, words: readonly string[], at: number): number | null {
  const next = steps[step]
  if (next === undefined) return at
  const last = next.afterGap ? at + widestGap : at
  for (let index = at; index <= last; index++) {
    const word = words[index]
    if (word === undefined) break
    const end = next.words.has(word) ? endOfMatch(steps, step + 1, words, index + 1) : null
    if (end !== null) return end
  }
  return next.optional ? endOfMatch(steps, step + 1, words, at) : null
}
