/** What is wrong with a service, and how it shows. */
export type Shape =
  /** Fails at once, and works at once again. */
  | { readonly kind: 'crash'; readonly code: 'tcp_refused' | 'tcp_timeout' | 'http_status' | 'http_timeout' }
  /** Answers slower and slower for `riseMs` before it answers no more. */
  | { readonly kind: 'slow-death'; readonly riseMs: number }
  /** Fails for `downMs`, works for `upMs`, and so on. */
  | { readonly kind: 'flapping'; readonly downMs: number; readonly upMs: number }
  /** A page with status 200 says that there is no service. */
  | { readonly kind: 'suspended'; readonly code: 'content_notice' | 'content_missing' }
  /** `from` is when the certificate expired, `to` when it was renewed. */
  | { readonly kind: 'expired-certificate' }
  /** The name does not exist any more. */
  | { readonly kind: 'name-gone' }
  /** A firewall answers us instead of the service: unknown, not down. */
  | { readonly kind: 'blocked' }
  /** Answers, but `factor` times slower. */
  | { readonly kind: 'slow'; readonly factor: number }
  /** Planned, and announced to be over at `announcedTo`. */
  | { readonly kind: 'maintenance'; readonly announcedTo: number }

/** Something that befell a service: the truth that looks can only sample. UTC ms; `to` null: it goes on. */
export type Happening = Shape & { readonly from: number; readonly to: number | null }

/** Something that befell us. `offline`: no network; `off`: no daemon, and another run of it afterwards. */
export interface ObserverEvent {
  readonly kind: 'offline' | 'off'
  readonly from: number
  readonly to: number
}

/** A stretch of time; `to` is exclusive, Infinity: it goes on. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Whether the service fails at an instant of the happening. */
export function isFailing(happening: Happening, at: number): boolean {
  if (at < happening.from || (happening.to !== null && at >= happening.to)) return false
  if (happening.kind === 'flapping') return (at - happening.from) % (happening.downMs + happening.upMs) < happening.downMs
  return happening.kind !== 'blocked' && happening.kind !== 'slow'
}

/** When the service truly failed: what the bounds of the method must hold. A flapping one that goes on is told up to `until`. */
export function failingTimes(happening: Happening, until: number): readonly Stretch[] {
  const to = happening.to ?? Number.POSITIVE_INFINITY
  if (happening.kind === 'blocked' || happening.kind === 'slow') return []
  if (happening.kind !== 'flapping') return [{ from: happening.from, to }]
  const stretches: Stretch[] = []
  const end = Math.min(to, until)
  const { downMs, upMs } = happening
  for (let from = happening.from; from < end; from += downMs + upMs) stretches.push({ from, to: Math.min(from + downMs, end) })
  return stretches
}

/** How long before `from` it shows already, ms. */
export function leadMs(happening: Happening, certificateDays: number | null): number {
  if (happening.kind === 'slow-death') return happening.riseMs
  return happening.kind === 'expired-certificate' ? (certificateDays ?? 0) * dayMs : 0
}

export const dayMs = 86_400_000
