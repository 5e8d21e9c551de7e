import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { citationOf } from '../cite/citation.ts'
import { type CitationFormat, citationFormats, forms } from '../cite/forms.ts'
import type { Web, WebEnv } from '../context.ts'
import { localeFor } from '../layout.ts'
import { outageFacts } from '../outage-facts.ts'
import { send, sendable } from '../respond.ts'
import type { Api } from './app.ts'
import { outageAt } from './outages.ts'
import { getOutage, lang } from './routes.ts'

const cslDate = z.object({ 'date-parts': z.array(z.array(z.int())) })
const cslItem = z
  .object({
    id: z.string(),
    type: z.literal('dataset'),
    title: z.string(),
    author: z.array(z.object({ literal: z.string() })),
    'container-title': z.string(),
    publisher: z.string(),
    issued: cslDate.openapi({ description: 'Day of the recovery, or of the last failed look, in the site’s time zone.' }),
    accessed: cslDate.openapi({ description: 'Day of the answer: the state of the record.' }),
    URL: z.string(),
    version: z.string(),
    language: z.string(),
    abstract: z.string().openapi({ description: 'The sentence of the outage.' }),
    note: z.string(),
  })
  .openapi('CslItem', { description: 'CSL-JSON, as reference managers read it.' })

const getCitation = createRoute({
  method: 'get',
  path: '/api/v1/outages/{id}/citation',
  summary: 'A reference to an outage, ready to use',
  description: 'As of now: an outage in progress still grows. Text unless `format` tells otherwise.',
  request: {
    params: getOutage.request.params,
    query: z.object({
      lang: lang.lang.openapi({ description: 'Language of the reference: fr, ar or en. Accept-Language is used without it.' }),
      format: z.enum(['text', 'csl', 'bibtex', 'ris']).optional().openapi({ description: '`text` unless told.' }),
    }),
  },
  responses: {
    ...getOutage.responses,
    200: {
      description: 'The reference.',
      content: {
        'text/plain': { schema: z.string() },
        'application/vnd.citationstyles.csl+json': { schema: z.array(cslItem) },
        'application/x-bibtex': { schema: z.string() },
        'application/x-research-info-systems': { schema: z.string() },
      },
    },
    400: { description: 'A parameter cannot be read.', content: getOutage.responses[404].content },
  },
})

export function addCitationRoute(api: Api, web: Web): void {
  api.openapi(getCitation, (c) => {
    const { format = 'text' } = c.req.valid('query')
    const found = outageAt(web, c, c.req.valid('param').id, '/citation')
    return found instanceof Response ? found : answer(web, c, found, format)
  })
}

/** Media types of the format asked for: whoever accepts none of them gets 406. */
export function citationTypes(format: string | undefined): readonly string[] {
  const known = citationFormats.find((name) => name === format) ?? 'text'
  return [forms[known].type.split(';')[0] ?? '', ...(known === 'csl' ? ['application/json'] : [])]
}

function answer(web: Web, c: Context<WebEnv>, outage: Parameters<typeof outageFacts>[1], format: CitationFormat): Promise<Response> {
  const language = c.get('language')
  const facts = outageFacts(web, outage, language, c.get('baseUrl'))
  const citation = citationOf(localeFor(facts.config, language), facts, web.clock.now())
  const { type, extension, write } = forms[format]
  return send(c, sendable(write(citation, language), type), {
    headers: { Vary: 'Accept-Language', 'Content-Disposition': `inline; filename="${outage.id}.${extension}"` },
  })
}
