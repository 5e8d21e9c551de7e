import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { IcmpTarget } from '../../src/core/monitor.ts'
import type { Reading } from '../../src/core/reading.ts'
import { probeIcmp } from '../../src/probes/icmp.ts'
import { pingOnce } from '../../src/probes/icmp-ping.ts'
import { openEchoSocket } from '../../src/probes/icmp-socket.ts'
import { probeContext } from '../support/probe-context.ts'

const run = promisify(execFile)

function target(host: string): IcmpTarget {
  return { kind: 'icmp', url: `icmp://${host}`, host, ipVersion: 'any' }
}

/** Whether a command can be run here; the reason why tests are skipped is printed. */
function can(what: string, file: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' })
    return true
  } catch {
    console.warn(`skipped: ${what}`)
    return false
  }
}

const ping = can('this machine has no ping that may be used', 'ping', '-n', '-c', '1', '127.0.0.1')
const socket = await openEchoSocket(4)
socket?.close()
const namespace = can(
  'no network namespace of our own can be had here',
  'unshare',
  '-rn',
  'sh',
  '-c',
  'echo "0 0" > /proc/sys/net/ipv4/ping_group_range',
)

const url = (file: string) => JSON.stringify(import.meta.resolve(file))

/** Looks at hosts from a network of its own that has only a loopback, set up by `setUp`. */
async function lookInside(setUp: string, path: string, hosts: readonly string[]): Promise<readonly Reading[]> {
  const script = `
    import { systemClock } from ${url('../../src/clock.ts')}
    import { probeIcmp } from ${url('../../src/probes/icmp.ts')}
    import { createNet } from ${url('../../src/probes/net.ts')}
    const context = { clock: systemClock(), net: createNet(), timeoutMs: 1500, signal: new AbortController().signal, userAgent: '', bodyCapBytes: 1, wantsReply: false }
    process.env.PATH = ${JSON.stringify(path)}
    const look = (host) => probeIcmp({ kind: 'icmp', url: '', host, ipVersion: 'any' }, context)
    console.log(JSON.stringify(await Promise.all(${JSON.stringify(hosts)}.map(look))))`
  const shell = `set -e; ip link set lo up; ${setUp}; exec "$0" --input-type=module -e "$1"`
  const { stdout } = await run('unshare', ['-rn', 'sh', '-c', shell, process.execPath, script], { timeout: 15_000 })
  return JSON.parse(stdout)
}

const rejecting = `nft 'add table ip t; add chain ip t in { type filter hook input priority 0; }; add rule ip t in ip daddr 127.0.0.9 reject with icmp type host-unreachable; add rule ip t in ip daddr 127.0.0.8 drop'`
const hosts = ['127.0.0.1', '::1', '127.0.0.9', '127.0.0.8', '203.0.113.1']
const codes = [null, null, 'icmp_unreachable', 'icmp_timeout', 'observer_offline']

describe('echo requests', () => {
  it.runIf(ping || socket !== null)('are answered by this machine', async () => {
    const reading = await probeIcmp(target('127.0.0.1'), probeContext())
    expect(reading).toMatchObject({ failure: null, address: '127.0.0.1', family: 4, timings: { resolveMs: null, connectMs: null } })
    expect(reading.timings.firstByteMs).toBeLessThanOrEqual(reading.timings.totalMs)
  })

  it.runIf(ping)('by the system ping say how long the reply took', async () => {
    const echo = await pingOnce('127.0.0.1', 4, 1_000, new AbortController().signal)
    expect(echo).toMatchObject({ kind: 'reply' })
    expect(echo.kind === 'reply' ? echo.rttMs : null).toBeGreaterThan(0)
  })

  it.runIf(ping)('end when the daemon stops', async () => {
    const stop = new AbortController()
    stop.abort()
    expect((await probeIcmp(target('127.0.0.1'), probeContext({ signal: stop.signal }))).failure?.code).toBe('observer_offline')
  })

  it('to a name that does not exist fail as the name does', async () => {
    const files = { hosts: () => [], resolvers: () => [] }
    const reading = await probeIcmp(target('nowhere.example'), probeContext({ netOptions: { files } }))
    expect(reading.failure?.code).toBe('observer_resolver')
  })

  it.runIf(namespace)('by a socket of our own, without any ping', async () => {
    const looks = await lookInside(`echo "0 0" > /proc/sys/net/ipv4/ping_group_range; ${rejecting}`, '/nonexistent', hosts)
    expect(looks.map(({ failure }) => failure?.code ?? null)).toEqual(codes)
    expect(looks[0]?.timings.firstByteMs).not.toBeNull()
  })

  it.runIf(namespace && ping)('by ping where no socket is given', async () => {
    const looks = await lookInside(rejecting, process.env.PATH ?? '', hosts)
    expect(looks.map(({ failure }) => failure?.code ?? null)).toEqual(codes)
  })

  it.runIf(namespace)('that cannot be sent are never the fault of the target', async () => {
    const [look] = await lookInside('true', '/nonexistent', ['127.0.0.1'])
    expect(look?.failure).toMatchObject({ phase: 'observer', code: 'internal' })
    expect(look?.failure?.message).toContain('net.ipv4.ping_group_range')
  })
})
