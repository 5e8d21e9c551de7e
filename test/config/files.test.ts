import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { configJsonSchema } from '../../src/config/json-schema.ts'
import { loadConfig } from '../../src/config/load.ts'
import { formatProblem } from '../../src/config/problem.ts'
import type { Config } from '../../src/core/site.ts'

async function load(path: string): Promise<Config> {
  const result = await loadConfig(path, {})
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config
}

describe('config/vigie.schema.json', () => {
  it('is fresh (npx vitest run -u test/config/files.test.ts writes it anew)', async () => {
    await expect(configJsonSchema()).toMatchFileSnapshot('../../config/vigie.schema.json')
  })
})

describe('an editor with the schema', () => {
  const schema = z.fromJSONSchema(JSON.parse(configJsonSchema()))
  const complaints = (text: string) => schema.safeParse(parse(text)).error?.issues.map(({ path }) => path.join('.')) ?? []

  for (const name of ['vigie.yaml', 'vigie.example.yaml', 'example/more-services.yaml']) {
    it(`has nothing against config/${name}`, () => {
      expect(complaints(readFileSync(`config/${name}`, 'utf8'))).toEqual([])
    })
  }

  it('complains of misspelt keys, missing ones and durations without a unit', () => {
    expect(complaints('servces: []')).toEqual([''])
    expect(complaints('defaults: { every: 5 minutes }')).toEqual(['defaults.every'])
    expect(complaints('services: [{ id: s, monitors: [{ id: m }] }]')).not.toEqual([])
  })
})

describe('config/vigie.example.yaml', () => {
  const text = readFileSync('config/vigie.example.yaml', 'utf8')

  it('loads, without a warning', async () => {
    const config = await load('config/vigie.example.yaml')
    expect(config.warnings).toEqual([])
    expect([...new Set(config.services.flatMap(({ monitors }) => monitors.map(({ target }) => target.kind)))].toSorted()).toEqual([
      'dns',
      'http',
      'icmp',
      'tcp',
      'tls',
    ])
  })

  it('shows every key', () => {
    const missing = keysOf(JSON.parse(configJsonSchema())).filter((key) => !new RegExp(`(?:^|[\\s{,#-])${key}:`, 'm').test(text))
    expect(missing).toEqual([])
  })
})

describe('config/vigie.yaml', () => {
  it('watches CNOPS and ten other services in three languages, politely, with three controls', async () => {
    const config = await load('config/vigie.yaml')
    expect(config.warnings).toEqual([])
    expect(config.site).toMatchObject({ languages: ['fr', 'ar', 'en'], timeZone: 'Africa/Casablanca', url: null })
    expect(config.controls).toMatchObject({ required: 2, targets: [{}, {}, {}] })
    expect(config.vantage.id).toBe('local')
    expect(config.services[0]?.id).toBe('cnops')
    expect(config.services).toHaveLength(11)
    const monitors = config.services.flatMap((service) => service.monitors)
    const texts = [...config.services.flatMap(({ name, description }) => [name, description ?? {}]), ...monitors.map(({ name }) => name)]
    for (const words of texts) expect(Object.keys(words).toSorted()).toEqual(['ar', 'en', 'fr'])
  })

  it('looks at each host once in five minutes at most, with a budget of 30 s', async () => {
    const { services } = await load('config/vigie.yaml')
    const monitors = services.flatMap((service) => service.monitors)
    const hosts = monitors.map(({ target }) => new URL(target.url).host)
    expect(new Set(hosts).size).toBe(hosts.length)
    for (const { schedule, timeoutMs, rules } of monitors) {
      expect({ schedule, timeoutMs, rules }).toEqual({
        schedule: { kind: 'every', everyMs: 300_000 },
        timeoutMs: 30_000,
        rules: { confirmDown: 2, confirmUp: 1 },
      })
    }
  })

  it('says of every host but the one of CNOPS that it is not confirmed', async () => {
    const { services } = await load('config/vigie.yaml')
    for (const { description } of services) expect(description?.['en']).toContain('nconfirmed host, check before publishing')
    expect(readFileSync('config/vigie.yaml', 'utf8').match(/# UNCONFIRMED host/g)).toHaveLength(12)
  })
})

/** Every property name of a JSON Schema, at any depth. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap(keysOf)
  const own =
    'properties' in schema && typeof schema.properties === 'object' && schema.properties !== null ? Object.keys(schema.properties) : []
  return [...new Set([...own, ...Object.values(schema).flatMap(keysOf)])]
}
