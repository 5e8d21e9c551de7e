import { findService } from '../catalogue.ts'
import type { Web } from '../context.ts'
import { ProblemError } from '../problem.ts'
import type { Api } from './app.ts'
import { daysJsonOf, serviceJson } from './json.ts'
import { daysOf, limitOf } from './query.ts'
import { getService, listServices } from './routes.ts'

export function addServiceRoutes(api: Api, web: Web): void {
  api.openapi(listServices, (c) => {
    const { limit, cursor, days } = c.req.valid('query')
    const page = pageById(web.config().services, cursor, limitOf(limit))
    const shown = page.items.flatMap(({ monitors }) => monitors)
    const its = daysJsonOf(web, shown, daysOf(days))
    return c.json(
      { items: page.items.map((service) => serviceJson(web, service, c.get('language'), its)), nextCursor: page.nextCursor },
      200,
    )
  })
  api.openapi(getService, (c) => {
    const service = findService(web.config(), c.req.valid('param').id)
    if (service === null) throw new ProblemError(404, 'No service has this id; /api/v1/services lists them.')
    return c.json(serviceJson(web, service, c.get('language'), daysJsonOf(web, service.monitors, daysOf(c.req.valid('query').days))), 200)
  })
}

/** A page of an ordered list; the cursor is the id of the last item of the page before. */
export function pageById<T extends { readonly id: string }>(
  all: readonly T[],
  cursor: string | undefined,
  limit: number,
): { readonly items: readonly T[]; readonly nextCursor: string | null } {
  const before = cursor === undefined ? -1 : all.findIndex(({ id }) => id === cursor)
  if (cursor !== undefined && before < 0) throw new ProblemError(400, 'cursor is not one of ours.')
  const items = all.slice(before + 1, before + 1 + limit)
  return { items, nextCursor: before + 1 + limit < all.length ? (items.at(-1)?.id ?? null) : null }
}
