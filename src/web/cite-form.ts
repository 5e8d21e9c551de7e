import type { Context } from 'hono'
import type { PeriodQuestion } from '../core/figure.ts'
import type { Outage } from '../core/outage.ts'
import type { Citing } from './figures.ts'
import type { Web, WebEnv } from './context.ts'
import { monitorAsked, periodQuestion, serviceAsked } from './period-question.ts'
import { ProblemError } from './problem.ts'

export type CitedKind = 'outage' | 'monitor' | 'service'

/**
 * The form of a page: makes a figure, or finds the one that still holds, and shows it. Over which period a monitor's or a service's page
 * says in the form's address; nothing is read of a body.
 */
export async function answerCiteForm(web: Web, cite: Citing, c: Context<WebEnv>, kind: CitedKind): Promise<Response> {
  if (!isOwn(c)) throw new ProblemError(403, 'A figure is made from the pages of this site, or with POST /api/v1/figures.')
  const id = c.req.param('id') ?? ''
  const figure = kind === 'outage' ? await cite.outage(outageAsked(web, id)) : await cite.period(askedBy(web, c, kind, id))
  return c.redirect(`/figures/${figure.id}`, 303)
}

function outageAsked({ reader }: Web, id: string): Outage {
  const lookup = reader.outage(id)
  if (lookup.found !== 'outage') throw new ProblemError(404, 'No outage has this id.')
  return lookup.outage
}

function askedBy(web: Web, c: Context<WebEnv>, kind: 'monitor' | 'service', id: string): PeriodQuestion {
  const subject = kind === 'monitor' ? monitorAsked(web, id) : serviceAsked(web, id)
  const { from, to } = c.req.query()
  if (from === undefined || to === undefined) throw new ProblemError(400, 'from and to must be given.')
  return periodQuestion(web, subject, { from, to })
}

/** Another site's page cannot send the form: browsers say where a form comes from. Programs that say nothing are no browsers. */
function isOwn(c: Context<WebEnv>): boolean {
  const site = c.req.header('Sec-Fetch-Site')
  if (site !== undefined) return site === 'same-origin'
  const origin = c.req.header('Origin')
  return origin === undefined || origin === new URL(c.req.url).origin || origin === new URL(c.get('baseUrl')).origin
}
