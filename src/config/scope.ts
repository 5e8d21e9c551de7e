import type { PlacedExpansion } from './source.ts'
import type { Path, Report } from './problem.ts'

/** What one load gathers while it reads. */
export interface Loading {
  /** Absolute paths of all files that were read or looked for. */
  readonly files: Set<string>
  readonly secrets: Set<string>
  readonly warnings: string[]
  /** Where each id was first given: `file:line`. */
  readonly monitorIds: Map<string, string>
  readonly serviceIds: Map<string, string>
}

/** One file of the configuration while its parts are put together. */
export interface Scope {
  readonly loading: Loading
  /** Folder of the file, absolute: relative paths in it start here. */
  readonly dir: string
  readonly report: Report
  /** `file:line` of a value, for messages that point at another place. */
  readonly placeName: (path: Path) => string
  readonly expansions: readonly PlacedExpansion[]
}

/** One monitor's part of a file. */
export interface At {
  readonly scope: Scope
  readonly path: Path
}

/** Reports a problem of one key below. */
export function fault(at: At, keys: Path, message: string, where: 'key' | 'value' = 'value'): void {
  at.scope.report([...at.path, ...keys], message, where)
}
