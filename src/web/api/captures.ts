import { refsOf } from '../../evidence/capture-manifest.ts'
import { captureWarc } from '../../evidence/capture-warc.ts'
import { EvidenceError } from '../../evidence/evidence-error.ts'
import { capturesOf, outageCaptures } from '../../evidence/outage-captures.ts'
import { isoInstant } from '../../core/instant.ts'
import type { CaptureRow } from '../../store/store.ts'
import { warcPath } from '../captures.ts'
import type { Web } from '../context.ts'
import { ProblemError } from '../problem.ts'
import type { Api } from './app.ts'
import { outageAt } from './outages.ts'
import { limitOf } from './query.ts'
import { getCapture, listCaptures } from './routes.ts'

export function addCaptureRoutes(api: Api, web: Web): void {
  api.openapi(listCaptures, async (c) => {
    const lookup = outageAt(web, c, c.req.valid('param').id, '/captures')
    if (lookup instanceof Response) return lookup
    const { limit, cursor } = c.req.valid('query')
    const all = capturesOf(outageCaptures(web.reader, lookup, web.clock.now()))
    const before = cursor === undefined ? -1 : all.findIndex(({ seq }) => String(seq) === cursor)
    if (cursor !== undefined && before < 0) throw new ProblemError(400, 'cursor is not one of ours.')
    const items = all.slice(before + 1, before + 1 + limitOf(limit))
    const more = before + 1 + items.length < all.length
    const erased = await erasedAmong(web, items)
    return c.json(
      { items: items.map((row) => captureJson(row, erased.has(row.sha256))), nextCursor: more ? String(items.at(-1)?.seq ?? '') : null },
      200,
    )
  })
  api.openapi(getCapture, async (c) => {
    const sha256 = c.req.valid('param').file.slice(0, 64)
    const file = await warcOf(web, sha256)
    if (file === null) throw new ProblemError(404, 'No capture has this name; /api/v1/outages/{id}/captures lists those of an outage.')
    return c.body(file, 200, {
      'Content-Type': 'application/warc',
      'Content-Disposition': `attachment; filename="${sha256.slice(0, 16)}.warc.gz"`,
      // A stranger's page is in it: whatever a browser makes of it, it may run nothing and reach nothing.
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      // An erasure changes it.
      'Cache-Control': 'no-cache',
    })
  })
}

async function warcOf(web: Web, sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const found = await web.captures.capture(sha256)
    return found === null ? null : Uint8Array.from(captureWarc(found.capture, found.manifest.maker))
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    web.log.error({ err: error, sha256 }, 'a capture cannot be read')
    throw new ProblemError(500, 'What was kept of this capture is damaged; the log still holds its hash.')
  }
}

/** Names of those of the captures of which something was erased. */
async function erasedAmong({ reader, captures }: Web, rows: readonly CaptureRow[]): Promise<ReadonlySet<string>> {
  const gone = new Set(
    reader.entries('erasure').flatMap(({ body: { erased } }): readonly unknown[] => (Array.isArray(erased) ? erased : [])),
  )
  const found = new Set<string>()
  // Nearly always there is nothing to look for.
  for (const { sha256 } of gone.size === 0 ? [] : rows) {
    const manifest = await captures.manifest(sha256).catch((error: unknown) => {
      if (error instanceof EvidenceError) return null
      throw error
    })
    if (manifest !== null && refsOf(manifest).some((ref) => gone.has(ref))) found.add(sha256)
  }
  return found
}

function captureJson(row: CaptureRow, erased: boolean) {
  const { sha256, at, monitorId, vantageId, outcome, code, reason, bytes, seq } = row
  return { sha256, at: isoInstant(at), monitorId, vantageId, outcome, code, reason, bytes, erased, seq, warc: warcPath(sha256) }
}
