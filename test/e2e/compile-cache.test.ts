import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryDirectory } from '../support/temporary.ts'
import { startVigie } from '../support/vigie.ts'

it('what was compiled before the daemon was killed is taken, all of it, at the next start', async () => {
  await using directory = await temporaryDirectory()
  const config = join(directory.path, 'vigie.yaml')
  const tmp = join(directory.path, 'tmp')
  await mkdir(tmp)
  await writeFile(config, 'server: { port: 0 }\nservices: [{ id: s, monitors: [{ id: m, url: "tcp://127.0.0.1:9" }] }]\n')
  const argv = ['serve', '--config', config, '--data', join(directory.path, 'data')]
  const start = async (env: NodeJS.ProcessEnv) => {
    await using vigie = startVigie(argv, { TMPDIR: tmp, ...env })
    const [, url = ''] = await vigie.says(/serving (http\S+)/)
    expect((await fetch(url)).status).toBe(200)
    vigie.child.kill('SIGKILL')
    await vigie.ended()
    return vigie.stdout() + vigie.stderr()
  }
  await start({})
  const said = await start({ NODE_DEBUG_NATIVE: 'COMPILE_CACHE' })
  const before = said.slice(0, said.indexOf('serving http'))
  expect(before.match(/V8 code cache for .* was rejected.*/g) ?? []).toEqual([])
  // Nearly 300 modules; which of the last ones come before the line that says so is a matter of moments.
  expect(before.match(/V8 code cache for .* was accepted/g)?.length).toBeGreaterThan(200)
})
