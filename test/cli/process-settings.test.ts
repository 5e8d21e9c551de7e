import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { environment, flags } from '../../src/process-settings.js'
import { temporaryDir } from '../store/make.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

describe.runIf(process.platform === 'linux')('vigie serve', () => {
  it('runs with the settings that cost least, under the process id that it was given, and ends in order', async () => {
    await using daemon = await serving({})
    expect(settingsOf(daemon)).toEqual({ flags: [...flags], environment: { ...environment } })
    daemon.vigie.child.kill('SIGTERM')
    expect(await daemon.vigie.ended()).toBe(0)
  })

  it("keeps what the environment says already, and the user's own options of Node", async () => {
    await using daemon = await serving({ MALLOC_ARENA_MAX: '3', NODE_OPTIONS: '--max-old-space-size=300' })
    expect(settingsOf(daemon)).toEqual({ flags: [...flags], environment: { ...environment, MALLOC_ARENA_MAX: '3' } })
    expect(environmentOf(daemon)['NODE_OPTIONS']).toBe('--max-old-space-size=300')
  })
})

interface Serving extends AsyncDisposable {
  readonly vigie: Vigie
}

async function serving(env: NodeJS.ProcessEnv): Promise<Serving> {
  const dir = temporaryDir()
  const config = join(dir.path, 'vigie.yaml')
  writeFileSync(config, "services:\n  - { id: s, name: S, monitors: [{ id: m, url: 'tcp://127.0.0.1:9' }] }\n")
  const vigie = startVigie(['serve', '--config', config, '--data', join(dir.path, 'data'), '--port', '0'], env)
  await vigie.says(/http:\/\/127\.0\.0\.1:\d+/)
  return {
    vigie,
    async [Symbol.asyncDispose]() {
      await vigie[Symbol.asyncDispose]()
      dir[Symbol.dispose]()
    },
  }
}

/** What of the settings the process that was started has; the system knows it by its id alone. */
function settingsOf(daemon: Serving): { readonly flags: readonly string[]; readonly environment: Readonly<Record<string, unknown>> } {
  const line = words(daemon, 'cmdline')
  const given = environmentOf(daemon)
  return {
    flags: line.slice(
      1,
      line.findIndex((word) => word.endsWith('vigie.js')),
    ),
    environment: Object.fromEntries(Object.keys(environment).map((name) => [name, given[name]])),
  }
}

function environmentOf(daemon: Serving): Readonly<Record<string, string>> {
  return Object.fromEntries(words(daemon, 'environ').map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]))
}

/** proc(5): words that end with a zero byte. */
function words({ vigie }: Serving, name: string): readonly string[] {
  return readFileSync(`/proc/${vigie.child.pid}/${name}`, 'utf8').split('\0').slice(0, -1)
}
