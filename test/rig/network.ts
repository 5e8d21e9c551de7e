import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

/** Two network namespaces joined by one cable: the services' side and the observer's side. Needs root. */
export interface Network extends Disposable {
  /** Runs a command to its end on a side. */
  run(side: Side, command: readonly string[]): string
  /** Starts a program on a side; killed at disposal. */
  start(side: Side, command: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess
}
export type Side = 'target' | 'observer'

export const targetAddress = '10.77.0.1'
/** Control targets live on addresses of their own, served by another process than the services. */
export const controlAddresses = ['10.77.0.11', '10.77.0.12', '10.77.0.13'] as const

export function createNetwork(): Network {
  const id = process.pid
  const names: Readonly<Record<Side, string>> = { target: `vigie-t-${id}`, observer: `vigie-o-${id}` }
  const children: ChildProcess[] = []
  const resolvDir = `/etc/netns/${names.observer}`

  for (const side of ['target', 'observer'] as const) ip('netns', 'add', names[side])
  ip('link', 'add', `vt${id}`, 'type', 'veth', 'peer', 'name', `vo${id}`)
  ip('link', 'set', `vt${id}`, 'netns', names.target)
  ip('link', 'set', `vo${id}`, 'netns', names.observer)
  for (const address of [targetAddress, ...controlAddresses]) ip('-n', names.target, 'addr', 'add', `${address}/24`, 'dev', `vt${id}`)
  ip('-n', names.observer, 'addr', 'add', '10.77.0.2/24', 'dev', `vo${id}`)
  ip('-n', names.target, 'link', 'set', `vt${id}`, 'up')
  ip('-n', names.observer, 'link', 'set', `vo${id}`, 'up')
  for (const side of ['target', 'observer'] as const) ip('-n', names[side], 'link', 'set', 'lo', 'up')
  // `ip netns exec` binds this file over /etc/resolv.conf: the observer's system resolver is the rig's dnsmasq.
  mkdirSync(resolvDir, { recursive: true })
  writeFileSync(`${resolvDir}/resolv.conf`, `nameserver ${targetAddress}\noptions timeout:1 attempts:1\n`)

  return {
    run: (side, command) => execFileSync('ip', ['netns', 'exec', names[side], ...command], { encoding: 'utf8', maxBuffer: 1 << 26 }),
    start(side, command, env = process.env) {
      const child = spawn('ip', ['netns', 'exec', names[side], ...command], { stdio: ['ignore', 'pipe', 'inherit'], env })
      children.push(child)
      return child
    },
    [Symbol.dispose]() {
      for (const child of children) child.kill('SIGKILL')
      for (const side of ['target', 'observer'] as const) ip('netns', 'del', names[side])
      rmSync(resolvDir, { recursive: true, force: true })
    },
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args)
}
