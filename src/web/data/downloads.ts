import { setImmediate } from 'node:timers/promises'
import type { Context } from 'hono'
import { everything, periodOf } from '../api/query.ts'
import { streamOf, streamTypes } from '../api/stream.ts'
import type { Web, WebEnv } from '../context.ts'
import { ProblemError } from '../problem.ts'
import { packageOf, tableResource } from './package.ts'
import { tableText } from './table-text.ts'
import { type Asked, type Table, tables } from './tables.ts'

/** `/data/<table>.csv`: a whole table, or `?monitor=&from=&to=` of it, in constant memory. */
export function downloadTable(web: Web, c: Context<WebEnv>): Response {
  const name = /^(\w+)\.csv$/.exec(c.req.param('file') ?? '')?.[1]
  const table = Object.values(tables).find((known) => known.name === name)
  if (table === undefined) throw new ProblemError(404, 'There is nothing at this address; /data lists what can be downloaded.')
  return c.body(streamOf(piecesOf(web, table, askedOf(web, c))), 200, {
    'Content-Type': streamTypes.csv,
    'Content-Disposition': `attachment; filename="${table.name}.csv"`,
    'Cache-Control': 'no-store',
  })
}

/** A Frictionless Data Package whose resources are the addresses of the tables. */
export function downloadPackage(web: Web, c: Context<WebEnv>): Response {
  const asked = askedOf(web, c)
  const resources = Object.values(tables).map((table) => tableResource(table, `${c.get('baseUrl')}/data/${table.name}.csv`))
  const software = web.reader.entries('software').at(-1)?.body['vigie']
  c.header('Cache-Control', 'no-store')
  return c.json(
    packageOf(
      web.reader,
      { ...asked, period: { ...asked.period, to: asked.asOf } },
      resources,
      typeof software === 'string' ? software : null,
    ),
  )
}

function askedOf(web: Web, c: Context<WebEnv>): Asked {
  const { monitor, from, to } = c.req.query()
  const monitorId = monitor ?? null
  if (monitorId !== null && !web.reader.catalogue().some((row) => row.monitorId === (web.reader.currentId(monitorId) ?? monitorId)))
    throw new ProblemError(404, 'No monitor has or had this id; /api/v1/monitors lists them.')
  return { period: periodOf({ from, to }, web.config().site.timeZone, everything), monitorId, asOf: web.clock.now() }
}

/** Between two pieces other requests, and the daemon's news, get their turn. */
async function* piecesOf(web: Web, table: Table<unknown>, asked: Asked): AsyncGenerator<Uint8Array> {
  for (const piece of tableText(table, web.reader, asked, 'csv', () => {})) {
    yield piece
    await setImmediate()
  }
}
