import type { Clock } from '../clock.ts'
import type { FigureWish } from '../core/figure.ts'
import type { PublicConfig } from '../core/public-config.ts'
import type { Language } from '../core/site.ts'
import type { FigureIndex } from '../evidence/bundle/figure-index.ts'
import type { CaptureReader } from '../evidence/capture-files.ts'
import type { Log } from '../log.ts'
import type { Reader } from '../store/store.ts'
import type { BundleMaker } from './bundles.ts'
import type { Live } from './live.ts'
import type { Health } from './messages.ts'

/** What every route may use. Configuration and health are told by the daemon while the server runs. */
export interface Web {
  readonly reader: Reader
  readonly captures: CaptureReader
  /** Where the log's own files are. */
  readonly dataDir: string
  /** Evidence bundles, made where they hold up nothing. */
  readonly makeBundle: BundleMaker
  /** Asks the daemon to mint a figure, if one is due. */
  cite(wish: FigureWish): void
  /** Those that were minted. */
  readonly figures: FigureIndex
  readonly live: Live
  readonly clock: Clock
  readonly log: Log
  config(): PublicConfig
  health(): Health
  /** Where the server listens, without a trailing slash: the base of permalinks unless the site has a url. */
  listening(): string
  /** Whether X-Forwarded-Host and -Proto are believed. */
  readonly trustProxy: boolean
  /** Resolves once the log was read up to where it stood at start: before that no state is told. */
  readonly caughtUp: Promise<void>
}

/** What is found out about a request before any route. */
export interface RequestFacts {
  readonly language: Language
  /** Base of every permalink, without a trailing slash. */
  readonly baseUrl: string
}

/** Hono's type of a request here. The API is handed what was already found out. */
export interface WebEnv {
  readonly Bindings: { readonly facts?: RequestFacts }
  readonly Variables: RequestFacts
}
