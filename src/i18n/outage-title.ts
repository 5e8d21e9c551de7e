import { lowerBound } from './figures.ts'
import type { Locale } from './index.ts'
import type { SentenceFacts } from './sentence.ts'

/** An outage in one line, wherever it has a title: "Service X: unavailable at least 12 d 4 h". */
export function outageTitle({ t }: Locale, { name, outage }: Pick<SentenceFacts, 'name' | 'outage'>): string {
  if (!outage.confirmed) return t.outage.titleUnconfirmed(name)
  const bound = lowerBound(t, outage.minMs, 'short')
  if (bound.kind === 'measured') return t.outage.title(name, t.duration.atLeast(bound.text))
  return bound.kind === 'lessThanSecond' ? t.outage.titleShort(name) : t.outage.titleUnmeasured(name)
}
