import { type DestinationStream, type Logger, pino } from 'pino'

/** One event a line: constant message, data as fields. */
export type Log = Logger

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

/** The log, and what it must never say. */
export interface RedactedLog {
  readonly log: Log
  /** These values never appear in a line from now on, wherever they come from; earlier ones stay redacted. */
  readonly hide: (secrets: readonly string[]) => void
}

/** Where a line goes, newline included. */
export interface LineSink {
  readonly write: (line: string) => unknown
}

const censored = '[hidden]'

// Shorter values are words of everyday log lines; hiding them would eat the log and give away where they stand.
const shortestSecret = 4

const headerish = ['authorization', 'proxyAuthorization', 'cookie', 'setCookie', 'password', 'token', 'secret', 'key']

/**
 * A log as JSON lines. Known secrets are replaced in the finished line, whatever field, error or stack they came in, as
 * they are and as JSON, URLs and basic authentication spell them; fields that hold credentials by name are censored whole.
 */
export function createLog(sink: LineSink, level: LogLevel = 'info'): RedactedLog {
  let needles: readonly string[] = []
  const stream: DestinationStream = {
    write(line) {
      sink.write(needles.reduce((text, needle) => text.replaceAll(needle, censored), line))
    },
  }
  const log = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: headerish.flatMap((name) => [name, `*.${name}`, `headers["${name}"]`]), censor: censored },
    },
    stream,
  )
  return {
    log,
    hide(secrets) {
      const known = new Set([...needles, ...secrets.filter((secret) => secret.length >= shortestSecret).flatMap(spellings)])
      // Longest first: a secret inside another must not leave the rest of it standing.
      needles = [...known].toSorted((a, b) => b.length - a.length)
    },
  }
}

/** How a secret looks inside a JSON string, a URL, or base64. */
function spellings(secret: string): readonly string[] {
  const plain = JSON.stringify(secret).slice(1, -1)
  const encoded = secret.isWellFormed() ? [encodeURIComponent(secret)] : []
  return [secret, plain, ...encoded, Buffer.from(secret).toString('base64')]
}
