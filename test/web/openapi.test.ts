import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { apiRoutes } from '../../src/web/api/app.ts'
import { createCiting } from '../../src/web/figures.ts'
import { apiDocument } from '../../src/web/api/document.ts'
import { announced, moment, wholeAnnouncement } from '../support/announcements.ts'
import { configOf, looksOf, monitorOf, now, serviceOf, testSite } from './site.ts'

const file = resolve(import.meta.dirname, '../../docs/openapi.json')
const config = configOf([serviceOf('a', [monitorOf('a-www')])])

describe('the OpenAPI document', () => {
  it('is checked in as it is served (VIGIE_UPDATE=1 writes it)', async () => {
    await using site = await testSite(config)
    const text = `${JSON.stringify(await site.json('/api/v1/openapi.json'), null, 2)}\n`
    if (process.env['VIGIE_UPDATE'] === '1') (await import('node:fs')).writeFileSync(file, text)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('describes every address of the API, and only those', async () => {
    await using site = await testSite(config)
    const api = apiRoutes(site.web, createCiting(site.web))
    const routed = new Set(
      api.routes
        .filter(({ method, path }) => (method === 'GET' || method === 'POST') && !path.includes('*'))
        .map(({ path }) => path.replace(/:(\w+)/g, '{$1}')),
    )
    const described = Object.keys(apiDocument(api).paths ?? {})
    expect([...routed].toSorted()).toEqual([...described, '/api/v1/docs', '/api/v1/openapi.json'].toSorted())
    expect(described).toEqual(
      expect.arrayContaining([
        '/api/v1/services',
        '/api/v1/services/{id}',
        '/api/v1/monitors',
        '/api/v1/monitors/{id}',
        '/api/v1/monitors/{id}/observations',
        '/api/v1/monitors/{id}/outages',
        '/api/v1/monitors/{id}/availability',
        '/api/v1/outages',
        '/api/v1/outages/{id}',
      ]),
    )
  })

  it('names the parameters rightly', async () => {
    await using site = await testSite(config)
    const document = await site.json('/api/v1/openapi.json')
    const parameters = Object.fromEntries(
      document.paths['/api/v1/monitors/{id}/observations'].get.parameters.map((parameter: { name: string }) => [parameter.name, parameter]),
    )
    expect(Object.keys(parameters)).toEqual(['id', 'from', 'to', 'limit', 'cursor', 'format'])
    expect(parameters.id).toMatchObject({ in: 'path', required: true, schema: { type: 'string' } })
    expect(parameters.limit).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
    })
    expect(parameters.limit.schema.pattern).toBeUndefined()
    expect(parameters.format.schema).toMatchObject({ enum: ['json', 'csv', 'jsonl'] })
  })

  it('describes what is really answered', async () => {
    await using site = await testSite(config, [
      ...looksOf('a-www', `uu?u${'d'.repeat(3)}uuddd`, now),
      announced(
        { ...wholeAnnouncement, id: 'works', serviceId: 'a', monitorIds: [], over: false, said: moment('2026-11-23T09:50:00Z') },
        1,
      ),
    ])
    const document = await site.json('/api/v1/openapi.json')
    const checks = [
      ['/api/v1/services', '/api/v1/services'],
      ['/api/v1/services/{id}', '/api/v1/services/a'],
      ['/api/v1/monitors', '/api/v1/monitors'],
      ['/api/v1/monitors/{id}', '/api/v1/monitors/a-www'],
      ['/api/v1/monitors/{id}/observations', '/api/v1/monitors/a-www/observations'],
      ['/api/v1/monitors/{id}/outages', '/api/v1/monitors/a-www/outages?unconfirmed=true'],
      ['/api/v1/monitors/{id}/availability', '/api/v1/monitors/a-www/availability?by=month'],
      ['/api/v1/outages', '/api/v1/outages'],
      ['/api/v1/announcements', '/api/v1/announcements'],
      ['/api/v1/announcements/{id}', '/api/v1/announcements/works'],
      ['/api/v1/outages/{id}/announcements', '/api/v1/outages/a-www-20261123T095300Z/announcements'],
    ] as const
    for (const [path, address] of checks) {
      const schema = schemaOf(document, document.paths[path].get.responses['200'].content['application/json'].schema)
      expect(schema.safeParse(await site.json(address)).error?.issues ?? [], path).toEqual([])
    }
    const problem = schemaOf(
      document,
      document.paths['/api/v1/outages/{id}'].get.responses['404'].content['application/problem+json'].schema,
    )
    expect(problem.safeParse(await site.json('/api/v1/outages/none')).success).toBe(true)
  })

  it('gives examples that hold', async () => {
    await using site = await testSite(config)
    const document = await site.json('/api/v1/openapi.json')
    for (const [name, schema] of Object.entries<{ example?: unknown }>(document.components.schemas)) {
      if (schema.example === undefined) continue
      expect(schemaOf(document, { $ref: `#/components/schemas/${name}` }).safeParse(schema.example).error?.issues ?? [], name).toEqual([])
    }
    expect(document.components.schemas.Outage.example).toMatchObject({ id: 'cnops-www-20250527T080300Z', minMs: 240_000 })
  })
})

/** A schema of the document as a validator: an independent reading of what was emitted. Objects are closed: what is answered must be described. */
function schemaOf(document: any, schema: any): z.ZodType {
  const closed = (node: any): any => {
    if (Array.isArray(node)) return node.map(closed)
    if (typeof node !== 'object' || node === null) return node
    const { example: _example, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]))
    return rest['type'] === 'object' && rest['properties'] !== undefined ? { ...rest, additionalProperties: false } : rest
  }
  const text = JSON.stringify({ ...closed(schema), $defs: closed(document.components.schemas) }).replaceAll(
    '#/components/schemas/',
    '#/$defs/',
  )
  return z.fromJSONSchema(JSON.parse(text))
}
