import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '../support/temporary.ts'
import type { Vigie } from '../support/vigie.ts'

/** A configuration that watches one address, and a data directory, removed when disposed. */
export async function place(
  url: string,
  extra = '',
  defaults = 'every: 100ms, timeout: 100ms, confirm: { down: 2, up: 1, recheck: 100ms }',
) {
  const directory = await temporaryDirectory()
  const config = join(directory.path, 'vigie.yaml')
  const data = join(directory.path, 'data')
  writeFileSync(
    config,
    [
      'site: { title: Test, timezone: UTC, url: https://vigie.example.org }',
      'server: { host: 127.0.0.1, port: 0 }',
      `defaults: { ${defaults} }`,
      `services: [{ id: s, monitors: [{ id: www, url: "${url}" }] }]`,
      extra,
    ].join('\n'),
  )
  return { data, argv: ['serve', '--config', config, '--data', data], [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() }
}

/** Where a daemon serves, and the key of its log, as it says them. */
export const address = async (vigie: Vigie): Promise<string> => (await vigie.says(/serving (http\S+)/))[1] ?? ''
export const keyOf = async (vigie: Vigie): Promise<string> => (await vigie.says(/the key of the log is (\S+)/))[1] ?? ''
