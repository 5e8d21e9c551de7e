import { publishedLog } from '../../evidence/published-log.ts'
import type { Web } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { immutable } from '../respond.ts'
import type { Api } from './app.ts'
import { getRecord, getRecordProof, getWholeRecord } from './routes.ts'

export function addRecordRoutes(api: Api, web: Web): void {
  const log = publishedLog(web.dataDir, web.reader)
  api.openapi(getRecord, (c) => exactly(log.record(Number(c.req.valid('param').seq))))
  api.openapi(getWholeRecord, (c) => exactly(log.whole(Number(c.req.valid('param').seq))))
  api.openapi(getRecordProof, (c) => {
    const seq = Number(c.req.valid('param').seq)
    const proof = log.proof(seq)
    if (proof === null && seq < web.reader.size())
      throw new ProblemError(404, 'No checkpoint holds this record yet; there is one every five minutes.')
    return c.text(new TextDecoder().decode(found(proof)), 200)
  })
}

/** These bytes of JSON and no others: read and written again, keys that are numbers would stand elsewhere. */
export function exactly(bytes: Uint8Array | null) {
  const response = new Response(found(bytes), { headers: { 'Content-Type': 'application/json', 'Cache-Control': immutable } })
  // What hono's types want of a typed answer; nobody reads it.
  return Object.assign(response, { _data: {}, _status: 200 as const, _format: 'json' as const })
}

function found(bytes: Uint8Array | null): Uint8Array<ArrayBuffer> {
  if (bytes === null) throw new ProblemError(404, 'The log has no such record yet.')
  return new Uint8Array(bytes)
}
