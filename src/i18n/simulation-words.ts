import type { Language } from '../core/site.ts'

const en = {
  /** After the word SIMULATION, which is the same in every language so that nobody misses it. */
  text: 'Invented services, invented data. None of this happened.',
}
const fr: typeof en = { text: 'Services inventés, données inventées. Rien de tout cela n’a eu lieu.' }
const ar: typeof en = { text: 'محاكاة: خدمات مختلقة وبيانات مختلقة، ولم يقع شيء من ذلك.' }

/** What every page of `vigie demo` says of itself. */
export const simulationWords: Readonly<Record<Language, typeof en>> = { en, fr, ar }
