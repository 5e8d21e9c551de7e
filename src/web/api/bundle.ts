import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createRoute, z } from '@hono/zod-openapi'
import { createBundles } from '../bundles.ts'
import type { Web } from '../context.ts'
import { ProblemError } from '../problem.ts'
import type { Api } from './app.ts'
import { outageAt } from './outages.ts'
import { getOutage, problemOf } from './routes.ts'

const getBundle = createRoute({
  method: 'get',
  path: '/api/v1/outages/{id}/bundle',
  summary: 'The evidence of an outage, to be checked without trusting us',
  description:
    'A ZIP file: the figure, the looks as a table, the records with the proof that they are in the signed log, what went over the wire in some of the looks as a WARC file that the records name, time stamps, and verify.sh, which checks all of it with openssl, sha256sum and Python 3. As of a checkpoint that is kept: of an outage that is over, the first that holds its end. Making one takes seconds.',
  request: { params: getOutage.request.params },
  responses: {
    200: { description: 'The bundle.', content: { 'application/zip': { schema: z.string().openapi({ format: 'binary' }) } } },
    308: getOutage.responses[308],
    404: problemOf('No such outage, or no kept checkpoint holds it yet.'),
    410: getOutage.responses[410],
    503: problemOf('It cannot be made now; the detail says why.'),
  },
})

export function addBundleRoute(api: Api, web: Web): void {
  const bundles = createBundles(web.dataDir, web.reader, web.makeBundle)
  api.openapi(getBundle, async (c) => {
    const outage = outageAt(web, c, c.req.valid('param').id, '/bundle')
    if (outage instanceof Response) return outage
    const path = await bundles.fileOf(outage, `${c.get('baseUrl')}/outages/${encodeURIComponent(outage.id)}`).catch((error: unknown) => {
      if (error instanceof ProblemError) throw error
      web.log.error({ err: error, outageId: outage.id }, 'an evidence bundle could not be made')
      throw new ProblemError(
        503,
        'The bundle could not be made; the reason was logged. /log/checkpoint and /log/tile serve the records all the same.',
      )
    })
    const headers = {
      'Content-Type': 'application/zip',
      'Content-Length': String((await stat(path)).size),
      'Content-Disposition': `attachment; filename="${outage.id}.zip"`,
      'Cache-Control': 'no-cache',
    }
    if (c.req.method === 'HEAD') return c.body(null, 200, headers)
    // Not a FileHandle: one that nobody reads to its end would take the thread down once it is collected.
    const file = createReadStream(path)
    // Open, it stays whole for this reader when it makes room for newer ones.
    await once(file, 'open')
    return c.body(Readable.toWeb(file), 200, headers)
  })
}
