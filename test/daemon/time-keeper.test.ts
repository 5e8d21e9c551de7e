import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { keepTime } from '../../src/daemon/time-keeper.ts'
import { type NtpReplyFields, ntpReply, startNtpServer } from '../support/ntp-server.ts'

const raw = { wall: () => Date.now(), elapsed: () => performance.now() }

/** A server whose clock is ahead by `aheadMs`. */
function server(aheadMs: number, fields: Partial<NtpReplyFields> = {}) {
  return startNtpServer((request) => {
    const now = Date.now() + aheadMs
    return [ntpReply({ origin: request.slice(40, 48), receiveMs: now, transmitMs: now, ...fields })]
  })
}

/** Polls once and gives the clock and what was refused. */
async function poll(servers: readonly string[], times = 1) {
  const clock = systemClock(raw)
  const refused: string[] = []
  await using keeper = keepTime({
    servers,
    clock,
    raw,
    everyMs: 3_600_000,
    timeoutMs: 300,
    refused: (name, reason) => refused.push(`${name} ${reason}`),
  })
  for (let i = 0; i < times; i += 1) await keeper.poll()
  return { clock, refused }
}

describe('keeping time by NTP', () => {
  it('corrects the clock and knows how well', async () => {
    await using time = await server(90_000, { rootDelayMs: 4, rootDispersionMs: 3 })
    const { clock } = await poll([time.address])
    const { source, offsetMs, uncertaintyMs } = clock.quality()
    expect(source).toBe(time.address)
    expect(Math.abs(offsetMs - 90_000)).toBeLessThan(uncertaintyMs)
    expect(uncertaintyMs).toBeGreaterThanOrEqual(5)
    expect(Math.abs(clock.now() - Date.now() - 90_000)).toBeLessThan(uncertaintyMs + 1)
  })

  it('takes the answer with the smallest error', async () => {
    await using vague = await server(50_000, { rootDispersionMs: 900 })
    await using exact = await server(70_000)
    const { clock } = await poll([vague.address, exact.address])
    expect(clock.quality().source).toBe(exact.address)
  })

  it('waits for the answer to its own question, whatever else arrives', async () => {
    await using forger = await startNtpServer((request) => {
      const now = Date.now()
      const forged = ntpReply({ origin: new Uint8Array(8), receiveMs: now + 99_000, transmitMs: now + 99_000 })
      const real = ntpReply({ origin: request.slice(40, 48), receiveMs: now + 5_000, transmitMs: now + 5_000 })
      return [forged, real]
    })
    const { clock } = await poll([forger.address])
    expect(Math.round(clock.quality().offsetMs / 1_000)).toBe(5)
  })

  it('leaves a server alone after a kiss-o’-death, and claims nothing', async () => {
    await using kisser = await server(0, { stratum: 0, reference: 'DENY' })
    const { clock, refused } = await poll([kisser.address], 3)
    expect(clock.quality().source).toBe('system')
    expect(refused[0]).toBe(`${kisser.address} kiss-o'-death DENY`)
    // The keeper's own first poll and ours may cross; nobody asks again after the first answer.
    expect(kisser.asked()).toBeLessThanOrEqual(2)
  })

  it('says so when nobody answers', async () => {
    await using silent = await startNtpServer(() => [])
    const { clock, refused } = await poll([silent.address, 'name.invalid'])
    expect(clock.quality().source).toBe('system')
    expect(refused.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(
      expect.arrayContaining([`${silent.address} no answer`, 'name.invalid no answer:']),
    )
  })
})
