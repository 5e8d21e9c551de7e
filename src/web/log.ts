import type { Context } from 'hono'
import type { PublishedLog } from '../evidence/published-log.ts'
import { parseTilePath } from '../evidence/tiles.ts'
import type { WebEnv } from './context.ts'
import { ProblemError } from './problem.ts'
import { immutable, send, sendable } from './respond.ts'

/** The evidence log as static files, c2sp.org/tlog-tiles: everything below /log. */
export function answerLog(log: PublishedLog, c: Context<WebEnv>): Promise<Response> {
  const path = c.req.path.slice('/log/'.length)
  if (path === 'checkpoint') return send(c, textOf(log.checkpoint()))
  if (path === 'key') {
    const keys = log.keys()
    return send(c, textOf(keys.length === 0 ? null : Buffer.from(`${keys.join('\n')}\n`)))
  }
  if (path.startsWith('tile/')) return answerTile(log, c, path)
  if (path.startsWith('tokens/')) return answerToken(log, c, path.slice('tokens/'.length))
  throw new ProblemError(404, 'The log has /log/checkpoint, /log/key, /log/tile/… and /log/tokens/….')
}

function answerToken(log: PublishedLog, c: Context<WebEnv>, number: string): Promise<Response> {
  if (!/^(0|[1-9]\d{0,14})$/.test(number)) throw new ProblemError(400, 'Time-stamp tokens are at /log/tokens/<number>, counted from 0.')
  const der = log.token(Number(number))
  if (der === null) throw new ProblemError(404, 'The log has no such time-stamp token.')
  return send(c, sendable(new Uint8Array(der), 'application/octet-stream'), { cacheControl: immutable })
}

function answerTile(log: PublishedLog, c: Context<WebEnv>, path: string): Promise<Response> {
  const address = parseTilePath(path)
  if (address === null)
    throw new ProblemError(400, 'Tiles are at /log/tile/<level>/<index> and /log/tile/entries/<index>, spelt as c2sp.org/tlog-tiles says.')
  const bytes = log.tile(address)
  if (bytes === null) throw new ProblemError(404, 'The tree of the newest checkpoint has no such tile.')
  return send(c, sendable(new Uint8Array(bytes), 'application/octet-stream'), { cacheControl: immutable })
}

function textOf(bytes: Uint8Array | null) {
  if (bytes === null) throw new ProblemError(404, 'Nothing was signed yet: the first checkpoint comes some seconds after the first start.')
  return sendable(new Uint8Array(bytes), 'text/plain; charset=utf-8')
}
