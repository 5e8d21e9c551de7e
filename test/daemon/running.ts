import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createLog } from '../../src/log.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import type { Reader } from '../../src/store/store.ts'
import { prepareWeb, type WebThread } from '../../src/web-link.ts'
import { temporaryDirectory } from '../support/temporary.ts'

export const page = (): WebThread => prepareWeb(new URL('../support/threads/page.ts', import.meta.url))

/** One service `s` whose monitors look at `url` every 200 ms. */
export function serviceConfig(url: string, monitors: readonly string[] = ['www'], title = 'Test'): string {
  return [
    `site: { title: ${title}, timezone: UTC }`,
    'server: { host: 127.0.0.1, port: 0 }',
    'defaults: { every: 200ms, timeout: 200ms }',
    `services: [{ id: s, monitors: [${monitors.map((id) => `{ id: ${id}, url: "${url}" }`).join(', ')}] }]`,
  ].join('\n')
}

/** The daemon in this process, on a configuration file that a test may change; `files` lie beside it. */
export async function running(text: string, files: Readonly<Record<string, string>> = {}) {
  const stack = new AsyncDisposableStack()
  const directory = stack.use(await temporaryDirectory())
  const file = join(directory.path, 'vigie.yaml')
  const data = join(directory.path, 'data')
  await mkdir(join(directory.path, 'announcements'))
  const write = (content: string, name = 'vigie.yaml') => writeFile(join(directory.path, name), content)
  for (const [name, content] of Object.entries({ 'vigie.yaml': text, ...files })) await write(content, name)
  const load = async () => {
    const loaded = await loadConfig(file, {})
    return loaded.ok ? { ...loaded, config: { ...loaded.config, dataDir: data } } : loaded
  }
  const loaded = await load()
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const lines: string[] = []
  const log = createLog({ write: (line) => lines.push(line) })
  const app = stack.use(await startApp({ config: loaded.config, load, log, version: '0', prepareWeb: page }))
  return {
    app,
    data,
    lines,
    write,
    async read<T>(ask: (reader: Reader) => T): Promise<T> {
      await using reader = openReader(data)
      return ask(reader)
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
