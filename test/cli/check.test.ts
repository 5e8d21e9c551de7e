import { describe, expect, it } from 'vitest'
import { check } from '../../src/cli/check.ts'
import { main } from '../../src/main.ts'
import { folder, monitorFile } from '../config/folder.ts'
import { Writable } from 'node:stream'

async function run(...argv: string[]): Promise<{ exit: number; out: string; err: string }> {
  const texts = { out: '', err: '' }
  const sink = (to: 'out' | 'err') =>
    new Writable({
      write: (chunk, _encoding, done) => {
        texts[to] += String(chunk)
        done()
      },
    })
  const io = { stdin: process.stdin, stdout: sink('out'), stderr: sink('err'), env: {}, signal: new AbortController().signal }
  return { exit: await main(['check', ...argv], io), ...texts }
}

describe('vigie check', () => {
  it('sums up a valid file in one line, with its warnings', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', monitorFile('url: https://a.example/'))
    expect(await run('--config', file)).toEqual({
      exit: 0,
      out: `${file}: fine: 1 service, 1 monitor, 0 controls, 1 warning\nwarning: no control: without \`controls.targets\` our own network being down looks like the services being down\n`,
      err: '',
    })
  })

  it('checks config/vigie.yaml unless told otherwise', async () => {
    expect(await run()).toEqual({ exit: 0, out: 'config/vigie.yaml: fine: 11 services, 13 monitors, 3 controls, 0 warnings\n', err: '' })
  })

  it('prints every problem as file:line:column path: message and exits 2', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', monitorFile('url: ws://a.example/\nintervall: 5s'))
    expect(await run('--config', file)).toEqual({
      exit: 2,
      out: '',
      err: `${file}:5:14 services[0].monitors[0].url: the scheme \`ws\` is not supported; supported: http, https, tcp, tls, dns, icmp\n${file}:6:9 services[0].monitors[0].intervall: unknown key \`intervall\`, did you mean \`every\`?\n`,
    })
  })

  it('says what to do about a missing file', async () => {
    const { exit, err } = await run('--config', 'no/such/file.yaml')
    expect(exit).toBe(2)
    expect(err).toBe(
      'no/such/file.yaml:1:1 (file): no/such/file.yaml does not exist; create it or correct the path; or name another file with --config; config/vigie.example.yaml shows every option\n',
    )
  })

  it('gives the same as JSON', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', 'sites: {}\n')
    const bad = await run('--config', file, '--json')
    expect(bad.exit).toBe(2)
    expect(JSON.parse(bad.out)).toEqual({
      ok: false,
      problems: [{ file, line: 1, column: 1, path: 'sites', message: 'unknown key `sites`, did you mean `services`?' }],
    })
    const fine = await run('--config', await home.write('fine.yaml', monitorFile('url: https://a.example/')), '--json')
    expect(fine.exit).toBe(0)
    expect(JSON.parse(fine.out)).toMatchObject({
      ok: true,
      services: 1,
      monitors: 1,
      controls: 0,
      warnings: [expect.stringContaining('no control')],
    })
  })

  it('refuses what it does not know', async () => {
    expect(await run('--confg', 'x')).toMatchObject({ exit: 2, out: '' })
    expect(await run('extra')).toMatchObject({ exit: 2, out: '' })
    expect(check.help).toContain('--config')
  })
})
