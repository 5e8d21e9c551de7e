/** The world a command sees; tests pass their own. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal
}

/** 0 fine · 1 the answer is "no" or the run failed · 2 bad usage or bad configuration. */
export type ExitCode = 0 | 1 | 2

/** One command of `vigie`. One file per command in this folder; main.ts holds the registry. */
export interface Command {
  readonly name: string
  /** One line for `vigie --help`. */
  readonly summary: string
  /** Whole text of `vigie <command> --help`, ending in a newline. */
  readonly help: string
  run(argv: readonly string[], io: Io): Promise<ExitCode>
}

/** Bad usage: printed as one line with a pointer to --help, exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
