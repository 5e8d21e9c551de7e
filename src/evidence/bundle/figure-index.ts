import {
  type Figure,
  figureIn,
  type FigureOfOutage,
  type FigureOfPeriod,
  isOfOutage,
  isOfPeriod,
  type PeriodQuestion,
  questionKey,
  wishKey,
} from '../../core/figure.ts'
import type { Reader } from '../../store/store.ts'

/** The figures that were minted: what the log's `figure` records hold. */
export interface FigureIndex {
  find(id: string): Figure | null
  /** Those that answer one question, oldest first. */
  line(figure: Figure): readonly Figure[]
  ofOutage(outageId: string): readonly FigureOfOutage[]
  ofPeriod(question: PeriodQuestion): readonly FigureOfPeriod[]
  /** The newest over periods of a monitor, or of a service as a whole; newest first. */
  newestOver(subject: PeriodSubjectId, atMost: number): readonly FigureOfPeriod[]
}
export type PeriodSubjectId = { readonly monitorId: string } | { readonly serviceId: string }

/**
 * Reads each record once, when somebody first asks after it was written, and keeps places alone: an answer reads the few records that it
 * shows again.
 */
export function figureIndex(reader: Pick<Reader, 'entries' | 'size'>): FigureIndex {
  const byId = new Map<string, number>()
  const byKey = new Map<string, number[]>()
  let through = 0
  const follow = (): void => {
    const size = reader.size()
    for (const { seq, body } of reader.entries('figure', { from: through, to: size })) {
      const figure = figureIn(body)
      if (figure === null) continue
      byId.set(figure.id, seq)
      for (const key of keysOf(figure)) {
        const known = byKey.get(key)
        if (known === undefined) byKey.set(key, [seq])
        else known.push(seq)
      }
    }
    through = size
  }
  const at = (seq: number): readonly Figure[] =>
    reader.entries('figure', { from: seq, to: seq + 1 }).flatMap(({ body }) => figureIn(body) ?? [])
  const under = (key: string): readonly number[] => {
    follow()
    return byKey.get(key) ?? []
  }
  return {
    find(id) {
      follow()
      const seq = byId.get(id)
      return seq === undefined ? null : (at(seq)[0] ?? null)
    },
    line: ({ question }) => under(questionKey(question)).flatMap(at),
    ofOutage: (outageId) => under(wishKey({ outageId })).flatMap(at).filter(isOfOutage),
    ofPeriod: (question) => under(questionKey(question)).flatMap(at).filter(isOfPeriod),
    newestOver: (subject, atMost) => under(subjectKey(subject)).slice(-atMost).toReversed().flatMap(at).filter(isOfPeriod),
  }
}

function keysOf({ question }: Figure): readonly string[] {
  const key = questionKey(question)
  if (question.kind === 'outage') return [key]
  const { serviceId, monitorIds } = question
  if (serviceId !== null) return [key, subjectKey({ serviceId })]
  return [key, ...monitorIds.map((monitorId) => subjectKey({ monitorId }))]
}

function subjectKey(subject: PeriodSubjectId): string {
  return 'monitorId' in subject ? `of monitor ${subject.monitorId}` : `of service ${subject.serviceId}`
}
