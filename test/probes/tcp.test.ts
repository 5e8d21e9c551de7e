import { describe, expect, it } from 'vitest'
import { probeTcp } from '../../src/probes/tcp.ts'
import { probeContext, tcpTarget } from '../support/probe-context.ts'
import { startTcpTarget } from '../support/target-server.ts'

describe('a TCP look', () => {
  it('is done once connected, and reads nothing unless a reply is wanted', async () => {
    await using server = await startTcpTarget((socket) => socket.write('220 ready\r\n'))
    expect(await probeTcp(tcpTarget('127.0.0.1', server.port), probeContext())).toMatchObject({ failure: null, reply: null, family: 4 })
  })
  it('reads a greeting until the service falls silent', async () => {
    await using server = await startTcpTarget((socket) => socket.write('220 ready\r\n'))
    const reading = await probeTcp(tcpTarget('127.0.0.1', server.port), probeContext({ wantsReply: true }))
    expect(reading).toMatchObject({ failure: null, reply: '220 ready\r\n' })
    expect(reading.timings.totalMs).toBeLessThan(2500)
    expect(reading.timings.firstByteMs).toBeLessThan(500)
  })
  it('sends what it was told to send, and reads until the service closes', async () => {
    await using server = await startTcpTarget((socket) => socket.once('data', (asked) => socket.end(`you said ${String(asked)}`)))
    const target = tcpTarget('127.0.0.1', server.port, { send: 'PING é' })
    const reading = await probeTcp(target, probeContext({ wantsReply: true }))
    expect(reading).toMatchObject({ failure: null, reply: 'you said PING é' })
    expect(reading.timings.totalMs).toBeLessThan(900)
  })
  it('sends even when no reply is wanted', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    await using server = await startTcpTarget((socket) => socket.once('data', (asked) => resolve(String(asked))))
    await probeTcp(tcpTarget('127.0.0.1', server.port, { send: 'metric 1' }), probeContext())
    expect(await promise).toBe('metric 1')
  })
  it('reads at most 64 KiB', async () => {
    await using server = await startTcpTarget((socket) => {
      const fill = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(10_000)));
      }
      socket.on('drain', fill)
      fill()
    })
    const reading = await probeTcp(tcpTarget('127.0.0.1', server.port), probeContext({ wantsReply: true }))
    expect(reading.reply).toHaveLength(64 * 1024)
  })
  it('ends with its budget when the service says nothing, or says it slowly for ever', async () => {
    for (const everyMs of [null, 20]) {
      await using server = await startTcpTarget((socket) => {
        const timer = everyMs === null ? undefined : setInterval(() => socket.write('.'), everyMs)
        socket.on('close', () => clearInterval(timer))
      })
      const reading = await probeTcp(tcpTarget('127.0.0.1', server.port), probeContext({ wantsReply: true, timeoutMs: 300 }))
      expect(reading.failure).toBeNull()
      expect(reading.reply).toMatch(everyMs === null ? /^$/ : /^\.+$/)
      expect(reading.timings.totalMs).toBeLessThan(1500)
    }
  })
  it('that is reset while it waits says so', async () => {
    await using server = await startTcpTarget((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const reading = await probeTcp(tcpTarget('127.0.0.1', server.port, { send: '?' }), probeContext({ wantsReply: true }))
    expect(reading.failure).toMatchObject({ code: 'tcp_reset', phase: 'exchange' })
  })
})
