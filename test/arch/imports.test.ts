import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = resolve(import.meta.dirname, '../../src')

// Who may import whom. `node:` stands for every built-in module; a path stands for that file or everything below that folder.
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  demo: ['core', 'demo'],
  config: ['core', 'config', 'node:', 'zod', 'yaml'],
  probes: ['core', 'clock.ts', 'probes', 'node:', 'undici', 'dns-packet'],
  store: ['core', 'thread.ts', 'store', 'node:', 'better-sqlite3'],
  evidence: ['core', 'store/store.ts', 'evidence', 'node:', '@sigstore/core'],
  daemon: ['core', 'clock.ts', 'log.ts', 'thread.ts', 'probes', 'store/store.ts', 'evidence', 'daemon', 'node:', 'node-cron'],
  i18n: ['core', 'i18n'],
  web: [
    'core',
    'clock.ts',
    'log.ts',
    'store/store.ts',
    'evidence',
    'i18n',
    'web',
    'node:',
    'hono',
    '@hono/node-server',
    '@hono/zod-openapi',
    '@resvg/resvg-js',
    'zod',
  ],
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  )
}

function place(file: string, specifier: string): string {
  return specifier.startsWith('.') ? relative(src, resolve(dirname(file), specifier)) : specifier
}

function mayImport(folder: string, target: string): boolean {
  const rules = allowed[folder] ?? []
  return rules.some((rule) => target === rule || target.startsWith(rule.endsWith(':') ? rule : `${rule}/`))
}

describe('who may import whom', () => {
  for (const folder of Object.keys(allowed)) {
    it(`${folder} imports only what it may`, () => {
      const files = readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
      expect(files.length).toBeGreaterThan(0)
      const broken = files.flatMap((name) => {
        const file = join(src, folder, name)
        return importsOf(file)
          .map((specifier) => place(file, specifier))
          .filter((target) => !mayImport(folder, target))
          .map((target) => `${folder}/${name} imports ${target}`)
      })
      expect(broken).toEqual([])
    })
  }

  it('reads imports as they are written', () => {
    expect(importsOf(join(src, 'clock.ts')).length + importsOf(join(src, 'main.ts')).length).toBeGreaterThan(5)
  })
})
