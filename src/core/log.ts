import type { ControlRound, Observation } from './observation.ts'

/** Anything that goes into the log besides looks and control rounds. `body` is plain JSON without secrets. */
export interface Entry {
  readonly kind: EntryKind
  /** When it happened, UTC ms. */
  readonly at: number
  readonly body: Readonly<Record<string, unknown>>
}
/**
 * config: the public part of the configuration (whole) · outage: an id minted · clock: a step or a suspend ·
 * software: versions at start · gap: looks could not be stored · restore: the log goes on from a backup ·
 * body: bytes were kept, by their hash · capture: what one look exchanged was kept · uncaptured: it should have been, and was not ·
 * erasure: kept bytes were erased · announcement: what an operator said (announcement.ts) · token: what a time-stamp authority answered ·
 * key: the key that signs from now on · figure: a number that can be cited ·
 * template: what a monitor's healthy page always shows (notice/template-record.ts) · label: what a person said of a page (label.ts).
 * Later issues add kinds; the log does not care.
 */
export type EntryKind =
  | 'config'
  | 'outage'
  | 'clock'
  | 'software'
  | 'gap'
  | 'restore'
  | 'body'
  | 'capture'
  | 'uncaptured'
  | 'erasure'
  | 'announcement'
  | 'token'
  | 'key'
  | 'figure'
  | 'template'
  | 'label'

/** What the log holds, in order of arrival; `seq` counts over all three kinds, from 0, without a hole. */
export type LogItem =
  | { readonly type: 'observation'; readonly observation: Observation }
  | { readonly type: 'control'; readonly round: ControlRound }
  | { readonly type: 'entry'; readonly entry: Entry }
export type LogRecord = LogItem & { readonly seq: number }

/** When what a record is about was over, UTC ms. */
export function endOf(record: LogRecord): number {
  if (record.type === 'observation') return record.observation.at + record.observation.durationMs
  return record.type === 'control' ? record.round.at + record.round.durationMs : record.entry.at
}
