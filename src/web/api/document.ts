import type { Language } from '../../core/site.ts'
import type { Web } from '../context.ts'
import { type Html, html, render } from '../html.ts'
import { localeFor, page } from '../layout.ts'
import { inline } from '../markdown.ts'
import { type Sendable, sendable } from '../respond.ts'
import type { Api } from './app.ts'

export type ApiDocument = ReturnType<Api['getOpenAPI31Document']>

/** OpenAPI 3.1 of every address under /api/v1; docs/openapi.json is this, kept fresh by a test. */
export function apiDocument(api: Api, title = 'Vigie'): ApiDocument {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title,
      version: '1',
      description:
        'Services, monitors, looks, outages and availability between bounds. Instants are ISO 8601 UTC with milliseconds; durations are integer milliseconds; errors are RFC 9457 problems.',
    },
    servers: [{ url: '/' }],
  })
}

/** The same for people: one page, no script. */
export function docsPage(web: Web, document: ApiDocument, language: Language): Sendable {
  const config = web.config()
  const locale = localeFor(config, language)
  const paths = Object.entries(document.paths ?? {})
  const body = html`<div lang="en" dir="ltr"><section class="head"><h1>API</h1><p class="lede">${document.info.description ?? ''}</p><p><a href="/api/v1/openapi.json">openapi.json</a></p></section>
${paths.map(([path, item]) => (item.get === undefined ? html`` : operation(path, item.get)))}</div>`
  return sendable(render(page({ locale, config, path: '/api/v1/docs', title: 'API', body })), 'text/html; charset=utf-8')
}

type Operation = NonNullable<NonNullable<ApiDocument['paths']>[string]['get']>

function operation(path: string, { summary, description, parameters, responses }: Operation): Html {
  const named = (parameters ?? []).flatMap((parameter) => ('name' in parameter ? [parameter] : []))
  return html`<section><h2>${summary ?? path}</h2><p><code>GET ${path}</code></p>${description === undefined ? null : html`<p>${inline(description)}</p>`}
${named.length === 0 ? null : html`<table class="rec api"><caption class="vh">Parameters</caption><thead><tr><th scope="col">Parameter</th><th scope="col">In</th><th scope="col">Meaning</th></tr></thead><tbody>${named.map((parameter) => html`<tr><th scope="row"><code>${parameter.name}</code></th><td>${parameter.in}</td><td>${inline(parameter.description ?? schemaText(parameter.schema))}</td></tr>`)}</tbody></table>`}
<table class="rec"><caption class="vh">Answers</caption><thead><tr><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead><tbody>${Object.entries(responses ?? {}).map(([status, response]) => html`<tr><th scope="row">${status}</th><td>${inline(responseText(response))}</td></tr>`)}</tbody></table></section>
`
}

function schemaText(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return ''
  if ('enum' in schema && Array.isArray(schema.enum)) return schema.enum.join(', ')
  return 'example' in schema ? `such as \`${String(schema.example)}\`` : ''
}

function responseText(response: unknown): string {
  return typeof response === 'object' && response !== null && 'description' in response ? String(response.description) : ''
}
