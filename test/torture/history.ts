import type { LogItem } from '../../src/core/log.ts'
import { look, minute, round, t0 } from '../store/make.ts'

/** Monitors `m-0` … `m-5`. */
export const monitorIds: readonly string[] = Array.from({ length: 6 }, (_, n) => `m-${n}`)

/** One item is a control round, the others are looks. */
const itemsPerRound = 7

/** How far apart items are: a day of a history is 1,440 of them. */
export const stepMs = minute

/** What one run of a made-up daemon records: the n-th item follows from its name, where its time began, and n. */
export interface Run {
  readonly boot: string
  /** Start of its first item, UTC ms. */
  readonly from: number
}

/** Outages of some minutes, looks that say nothing, rounds that were fine and some that were not. */
export function itemAt({ boot, from }: Run, n: number): LogItem {
  const at = from + n * stepMs
  const rounds = Math.floor(n / itemsPerRound)
  if (n % itemsPerRound === itemsPerRound - 1) {
    return { type: 'control', round: round({ boot, counter: rounds, at, fine: n % 210 !== 6 }) }
  }
  const counter = n - rounds
  const place = Math.floor((at - t0) / stepMs)
  const outcome = place % 400 > 340 ? 'down' : place % 57 === 0 ? 'unknown' : 'up'
  const failure =
    outcome === 'down' ? ({ phase: 'exchange', code: 'http_status', message: `answered ${500 + (place % 4)}` } as const) : null
  return look({
    boot,
    counter,
    at,
    scheduledAt: at - (n % 5),
    monitorId: monitorIds[counter % monitorIds.length] ?? '',
    everyMs: itemsPerRound * stepMs,
    durationMs: 100 + (place % 900),
    outcome,
    failure,
    span: 0,
  })
}

/** Which item a record is of its run: the other way round. */
export function numberOf(item: Exclude<LogItem, { type: 'entry' }>): number {
  if (item.type === 'control') return item.round.counter * itemsPerRound + itemsPerRound - 1
  const { counter } = item.observation
  return counter + Math.floor(counter / (itemsPerRound - 1))
}
