import type { ClockQuality } from '../clock.ts'
import type { FigureWish } from '../core/figure.ts'
import type { PublicConfig } from '../core/public-config.ts'

/** How the daemon is, told to the web thread about once a second; the web thread judges its age itself. */
export interface Health {
  /** When this was written, UTC ms. */
  readonly at: number
  readonly startedAt: number
  /** Why the store cannot be written, or null. A remedy is in the text. */
  readonly storeError: string | null
  /** Why no checkpoint can be signed, or null. A remedy is in the text. */
  readonly logError: string | null
  /** Start lag of looks (begun − due) over the last minute, ms; null before the first look. */
  readonly startLagP99Ms: number | null
  /** The scheduler's timer was late by this much at its worst in the last minute, ms. */
  readonly timerLagMs: number
  readonly looksInFlight: number
  /** Since start. */
  readonly looksRecorded: number
  readonly looksLost: number
  /** Looks begun since start, by kind of monitor and raw outcome: `http/up`. */
  readonly looksByKind: Readonly<Record<string, number>>
  /** Last control round; null before the first, or without controls. */
  readonly controls: { readonly at: number; readonly fine: boolean; readonly reachable: number; readonly total: number } | null
  readonly clock: ClockQuality
  /** Why the newest configuration file was refused while the older one keeps running, or null. */
  readonly configError: string | null
  readonly warnings: readonly string[]
}

/** Main thread → web thread. Nothing is told before it is committed. */
export type ToWeb =
  /** Records with seq < size are committed; comes only while somebody listens (committed.ts). */
  | { readonly type: 'committed'; readonly size: number }
  /** Sums that were found by this record are in the store. */
  | { readonly type: 'stored'; readonly throughSeq: number }
  | { readonly type: 'config'; readonly config: PublicConfig }
  | { readonly type: 'health'; readonly health: Health }
  | { readonly type: 'stop' }

/** Web thread → main thread. */
export type FromWeb =
  | { readonly type: 'listening'; readonly url: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'stopped' }
  /** Somebody wants to cite: a figure is to be minted, if one is due. */
  | { readonly type: 'cite'; readonly wish: FigureWish }

/** `workerData` of the web thread. */
export interface WebStart {
  readonly dataDir: string
  readonly config: PublicConfig
  readonly host: string
  readonly port: number
  readonly trustProxy: boolean
  readonly health: Health
  /** See committed.ts; without it every commit has to be told by a message. */
  readonly committed?: SharedArrayBuffer
}
