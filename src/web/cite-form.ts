import type { Context } from 'hono'
import type { Citing } from './figures.ts'
import type { Web, WebEnv } from './context.ts'
import { ProblemError } from './problem.ts'

/** The form of an outage's page: makes a figure, or finds the one that still holds, and shows it. */
export async function answerCiteForm(web: Web, cite: Citing, c: Context<WebEnv>): Promise<Response> {
  if (!isOwn(c)) throw new ProblemError(403, 'A figure is made from the page of its outage, or with POST /api/v1/figures.')
  const lookup = web.reader.outage(c.req.param('id') ?? '')
  if (lookup.found !== 'outage') throw new ProblemError(404, 'No outage has this id.')
  const figure = await cite(lookup.outage)
  return c.redirect(`/figures/${figure.id}`, 303)
}

/** Another site's page cannot send the form: browsers say where a form comes from. Programs that say nothing are no browsers. */
function isOwn(c: Context<WebEnv>): boolean {
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin'
  const origin = c.req.header('Origin')
  return origin === undefined || origin === new URL(c.req.url).origin || origin === new URL(c.get('baseUrl')).origin
}
