import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../support/temporary.ts'

const bin = resolve(import.meta.dirname, '../../bin/vigie.js')

/** Runs the program with a standard output that has no room. */
async function intoFullDisk(argv: readonly string[], endAfter: RegExp | null): Promise<{ status: unknown; stderr: string }> {
  const full = openSync('/dev/full', 'w')
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ['ignore', full, 'pipe'] })
  closeSync(full)
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += String(chunk)
    if (endAfter?.test(stderr)) child.kill('SIGTERM')
  })
  const [status] = await once(child, 'close')
  return { status, stderr }
}

describe('a disk without room for what is printed', () => {
  it('ends a command with one clear line', async () => {
    const { status, stderr } = await intoFullDisk(['check', '--config', 'config/vigie.example.yaml', '--json'], null)
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'vigie: cannot write the output: ENOSPC: no space left on device, write\n' })
  })

  it('does not end the daemon, whose log it is', async () => {
    await using folder = await temporaryDirectory()
    const config = join(folder.path, 'vigie.yaml')
    writeFileSync(config, 'services: []\n')
    const { status, stderr } = await intoFullDisk(
      ['serve', '--config', config, '--data', join(folder.path, 'data'), '--port', '0'],
      /serving/,
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^vigie: serving http:\S+\n$/) })
  })
})
