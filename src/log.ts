import { createRequire } from 'node:module'
import type * as Pino from 'pino'
import { redact } from './core/redact.ts'

/** One event a line: constant message, data as fields; an error goes into the field `err`. */
export type LogLine = (...event: [fields: object, message: string] | [message: string]) => void

export type Log = Readonly<Record<'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', LogLine>>

export type LogLevel = keyof Log | 'silent'

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
  const stream: Pino.DestinationStream = {
    write(line) {
      sink.write(redact(line, hidden))
    },
  }
  let made: Pino.Logger | null = null
  const line =
    (of: keyof Log): LogLine =>
    (...[first, message]: [fields: object, message: string] | [message: string]) => {
      made ??= loadLogger(level, stream)
      if (typeof first === 'string') made[of](first)
      else made[of](first, message ?? '')
    }
  return {
    log: {
      trace: line('trace'),
      debug: line('debug'),
      info: line('info'),
      warn: line('warn'),
      error: line('error'),
      fatal: line('fatal'),
    },
    hide(secrets) {
      hidden = [...new Set([...hidden, ...secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])])]
    },
  }
}

/** Loaded with the first line: a tenth of the time to the first page otherwise, in each thread. */
function loadLogger(level: LogLevel, stream: Pino.DestinationStream): Pino.Logger {
  const { pino }: typeof Pino = createRequire(import.meta.url)('pino')
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: headerish.flatMap((name) => [name, `*.${name}`, `headers["${name}"]`]), censor: censored },
    },
    stream,
  )
}
