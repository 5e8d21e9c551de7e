import { type DestinationStream, type Logger, pino } from 'pino'
import { redact } from './core/redact.ts'

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

const censored = '***'

const headerish = ['authorization', 'proxyAuthorization', 'cookie', 'setCookie', 'password', 'token', 'secret', 'key']

/**
 * A log as JSON lines. Known secrets are replaced in the finished line, whatever field, error or stack they came in, as
 * they are, as JSON and URLs spell them, and in base64; fields that hold credentials by name are censored whole.
 */
export function createLog(sink: LineSink, level: LogLevel = 'info'): RedactedLog {
  let hidden: readonly string[] = []
  const stream: DestinationStream = {
    write(line) {
      sink.write(redact(line, hidden))
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
      hidden = [...new Set([...hidden, ...secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])])]
    },
  }
}
