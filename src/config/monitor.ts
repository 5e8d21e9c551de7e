import { parseDuration } from '../core/duration.ts'
import type { Monitor, Schedule, Text } from '../core/monitor.ts'
import { shortestEveryMs } from '../core/public-config.ts'
import { cronProblem } from '../core/schedule.ts'
import { readExpectation, listed } from './expectation.ts'
import type { FileShape, MonitorShape, TextShape } from './schema.ts'
import type { At } from './scope.ts'
import { fault } from './scope.ts'
import { readTarget } from './target.ts'

/** What the main file says for every monitor. */
export interface Defaults {
  readonly language: string
  readonly timeZone: string
  readonly everyMs: number
  readonly timeoutMs: number
  readonly confirm: NonNullable<MonitorShape['confirm']>
}

/** `defaults:` with what the program assumes where it says nothing. */
export function readDefaults(at: At, file: FileShape): Defaults {
  const { every, timeout, confirm = {} } = file.defaults ?? {}
  const everyMs = ms(every) ?? 60_000
  const timeoutMs = ms(timeout) ?? 30_000
  if (timeout !== undefined && timeoutMs > everyMs) fault(at, ['timeout'], `must not be longer than \`every\` (${every ?? '60s'})`)
  return { language: file.site?.languages?.[0] ?? 'en', timeZone: file.site?.timezone ?? 'UTC', everyMs, timeoutMs, confirm }
}

/** One monitor, put together; null where it has mistakes that leave nothing to watch (all reported). */
export async function readMonitor(at: At, monitor: MonitorShape, serviceId: string, defaults: Defaults): Promise<Monitor | null> {
  claimIds(at, monitor)
  const schedule = scheduleOf(at, monitor, defaults)
  const timing = timingOf(at, monitor, schedule, defaults)
  const target = monitor.url === undefined ? null : await readTarget(at, monitor, monitor.url)
  if (target === null || monitor.id === undefined) return null
  return {
    id: monitor.id,
    formerly: listed(monitor.formerly),
    serviceId,
    name: textOf(monitor.name ?? monitor.id, defaults.language),
    target,
    expect: readExpectation(at, target.kind, monitor.expect ?? {}),
    schedule,
    ...timing,
  }
}

/** A single text is filed under the site's first language. */
export function textOf(text: TextShape, language: string): Text {
  if (typeof text === 'string') return { [language]: text }
  return Object.fromEntries(Object.entries(text).flatMap(([code, words]) => (words === undefined ? [] : [[code, words]])))
}

/** Reports a key that must be there; a key with a mistake of its own is reported already. */
export function need(at: At, raw: unknown, keys: readonly (readonly [key: string, remedy: string])[]): void {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return
  for (const [key, remedy] of keys) if (!Object.hasOwn(raw, key)) fault(at, [], `needs \`${key}\`: ${remedy}`)
}

/** Ids name records for ever, so no monitor may take one that another has or had. */
function claimIds(at: At, monitor: MonitorShape): void {
  const { monitorIds } = at.scope.loading
  const claim = (id: string, keys: readonly (string | number)[]) => {
    const taken = monitorIds.get(id)
    if (taken === undefined) monitorIds.set(id, at.scope.placeName([...at.path, ...keys]))
    else fault(at, keys, `the id \`${id}\` is taken already (${taken}); every monitor needs its own, earlier ids included`)
  }
  if (monitor.id !== undefined) claim(monitor.id, ['id'])
  listed(monitor.formerly).forEach((id, index) => claim(id, typeof monitor.formerly === 'string' ? ['formerly'] : ['formerly', index]))
}

function scheduleOf(at: At, monitor: MonitorShape, defaults: Defaults): Schedule {
  const everyMs = ms(monitor.every) ?? defaults.everyMs
  if (monitor.cron === undefined) return { kind: 'every', everyMs }
  if (monitor.every !== undefined) fault(at, ['cron'], 'stands beside `every`; keep one of them', 'key')
  const problem = cronProblem(monitor.cron)
  if (problem === null) return { kind: 'cron', cron: monitor.cron, timeZone: defaults.timeZone }
  fault(at, ['cron'], `is not a schedule: ${problem}`)
  return { kind: 'every', everyMs }
}

function timingOf(
  at: At,
  monitor: MonitorShape,
  schedule: Schedule,
  defaults: Defaults,
): Pick<Monitor, 'timeoutMs' | 'recheckMs' | 'rules'> {
  const everyMs = shortestEveryMs(schedule)
  const own = ms(monitor.timeout)
  if (own !== null && own > everyMs) {
    const limit = schedule.kind === 'every' ? '`every`' : 'the shortest distance of two slots of `cron`'
    fault(at, ['timeout'], `must not be longer than ${limit} (${everyMs / 1000}s); looks of one monitor never overlap`)
  }
  const confirm = { ...defaults.confirm, ...monitor.confirm }
  return {
    timeoutMs: own ?? Math.min(defaults.timeoutMs, everyMs),
    recheckMs: ms(confirm.recheck) ?? 10_000,
    rules: { confirmDown: Number(confirm.down ?? 2), confirmUp: Number(confirm.up ?? 1) },
  }
}

function ms(duration: string | undefined): number | null {
  return duration === undefined ? null : parseDuration(duration)
}
