/** A stretch of time during which a zone keeps one offset from UTC. */
export interface OffsetSpan {
  /** First instant of it, UTC ms; -Infinity before the first transition known. */
  readonly from: number
  /** First instant after it; Infinity after the last. */
  readonly to: number
  /** Local minus UTC. */
  readonly offsetMs: number
}

/**
 * The span of `timeZone` (IANA name) that holds `at`. Asking Temporal costs some 5 µs, the answers hold for months: they are kept,
 * a few per zone. Throws a RangeError for an unknown zone.
 */
export function offsetSpanAt(at: number, timeZone: string): OffsetSpan {
  const known = spansByZone.get(timeZone) ?? []
  const hit = known.find((span) => span.from <= at && at < span.to)
  if (hit !== undefined) return hit
  const span = readSpan(at, timeZone)
  spansByZone.set(timeZone, [span, ...known].slice(0, 64))
  return span
}

/** Local minus UTC at `at`, ms. */
export function offsetAt(at: number, timeZone: string): number {
  return offsetSpanAt(at, timeZone).offsetMs
}

/**
 * The first instant at which local clocks show `local` or later. `local` is the local date and time written as if it were UTC (ms). A time
 * that the clocks skip gives the moment of the jump; one that they show twice gives its first showing.
 */
export function firstInstantOf(local: number, timeZone: string): number {
  // No zone is a whole day away from UTC, so before this span no clock shows `local` yet.
  let span = offsetSpanAt(local - dayMs, timeZone)
  while (span.to + span.offsetMs <= local) span = offsetSpanAt(span.to, timeZone)
  return Math.max(span.from, local - span.offsetMs)
}

/** Local date and time with their offset, to the second: `2026-09-20T01:30:00+01:00`. */
export function localIso(at: number, timeZone: string): string {
  const { offsetMs } = offsetSpanAt(at, timeZone)
  return `${new Date(at + offsetMs).toISOString().slice(0, 19)}${offsetText(offsetMs)}`
}

/** `+01:00`; seconds, which only dates before 1972 have, are cut. */
export function offsetText(offsetMs: number): string {
  const minutes = Math.trunc(Math.abs(offsetMs) / 60_000)
  return `${offsetMs < 0 ? '-' : '+'}${twoDigits(Math.trunc(minutes / 60))}:${twoDigits(minutes % 60)}`
}

/** Why `timeZone` cannot be used, or null. */
export function unknownTimeZone(timeZone: string): string | null {
  try {
    readSpan(0, timeZone)
    return null
  } catch {
    return `"${timeZone}" is not an IANA time zone such as Africa/Casablanca`
  }
}

/**
 * Start-up check (method.md, Time zones): Morocco left its clock shifts for permanent UTC+00:00 on 2026-09-20, and a runtime with older
 * zone data is one hour off for every later date. null when all is well, else what to tell the operator.
 */
export function timeZoneProblem(offset: (at: number, timeZone: string) => number = offsetAt): string | null {
  const found = offset(Date.UTC(2026, 10, 23, 10), 'Africa/Casablanca')
  if (found === 0) return null
  return (
    `this runtime's time zone data is older than 2026c: it puts Africa/Casablanca at UTC${offsetText(found)} on 2026-11-23, ` +
    'where it has been UTC+00:00 since 2026-09-20. Local days and hours would be wrong: use Node 26.10 or later with its bundled data'
  )
}

/** Why this Node cannot run Vigie, or null. `version` is `process.versions.node`. */
export function runtimeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 26 || (major === 26 && minor >= 10)) return null
  return `needs Node 26.10 or later; this is ${version}`
}

const dayMs = 86_400_000
const twoDigits = (value: number) => String(value).padStart(2, '0')
const spansByZone = new Map<string, readonly OffsetSpan[]>()

function readSpan(at: number, timeZone: string): OffsetSpan {
  const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  const next = there.getTimeZoneTransition('next')
  // "previous" means strictly before, and `at` may be the moment of a transition itself.
  const previous = there.add({ milliseconds: 1 }).getTimeZoneTransition('previous')
  return {
    from: previous?.epochMilliseconds ?? -Infinity,
    to: next?.epochMilliseconds ?? Infinity,
    offsetMs: there.offsetNanoseconds / 1_000_000,
  }
}
