import type { Span } from '../core/availability.ts'
import type { Derived } from '../core/derive.ts'
import { isoInstant } from '../core/instant.ts'
import type { Availability, Bounds, Outage } from '../core/outage.ts'
import { en } from '../i18n/en.ts'
import { availabilityRange, coverage, duration, durationRange, wholePeriodRange } from '../i18n/figures.ts'

/** What `derive` shows on a terminal: instants in UTC, durations between their bounds (R10). */
export function deriveTable(derived: Derived, figures: Availability, period: Span): string {
  const rows = [...derived.outages, ...derived.unconfirmed].sort((a, b) => a.onset.by - b.onset.by).map(row)
  const header = ['began between', 'ended between', 'duration', 'failed looks', '']
  const counts = [
    counted(derived.outages.length, 'outage', 'outages'),
    counted(derived.unconfirmed.length, 'unconfirmed failure', 'unconfirmed failures'),
    counted(derived.gaps.length, 'gap', 'gaps'),
  ]
  return [
    ...(rows.length === 0 ? [] : [...columns([header, ...rows]), '']),
    `${counts.join(', ')} in ${isoInstant(period.from)} to ${isoInstant(period.to)}`,
    `availability ${availabilityRange(en, figures) ?? 'no measurement'}, coverage ${coverage(en, figures) ?? 'of an empty period'}`,
    ...(figures.coverage < 0.95 && figures.periodMs > 0 ? [`of the whole period ${wholePeriodRange(en, figures)}`] : []),
    (['up', 'down', 'ambiguous', 'unobserved'] as const)
      .map((kind) => `${kind} ${duration(en, figures[`${kind}Ms`], 'lower', 'short')}`)
      .join(', '),
    '',
  ].join('\n')
}

function row(outage: Outage): readonly string[] {
  const marks = [
    ...(outage.confirmed ? [] : ['unconfirmed']),
    ...(outage.unobservedMs > 0 ? [`unobserved inside ${duration(en, outage.unobservedMs, 'lower', 'short')}`] : []),
    ...(outage.flaps > 0 ? [counted(outage.flaps, 'flap', 'flaps')] : []),
  ]
  const ended = outage.recovery === null ? 'ongoing' : between(outage.recovery)
  return [between(outage.onset), ended, durationRange(en, outage.minMs, outage.maxMs), String(outage.looks), marks.join(', ')]
}

/** Both bounds; the day is said once. Milliseconds are left to the JSON. */
function between({ after, by }: Bounds): string {
  const upper = `${isoInstant(by).slice(0, 19).replace('T', ' ')}Z`
  if (after === null) return `before ${upper}`
  const lower = `${isoInstant(after).slice(0, 19).replace('T', ' ')}Z`
  return lower.slice(0, 10) === upper.slice(0, 10) ? `${lower.slice(0, -1)}–${upper.slice(11)}` : `${lower.slice(0, -1)}–${upper}`
}

function counted(count: number, one: string, other: string): string {
  return `${count} ${count === 1 ? one : other}`
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
