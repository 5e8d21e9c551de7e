import { describe, expect, it } from 'vitest'
import { ntpRequest, readNtpReply } from '../../src/daemon/ntp.ts'
import { ntpReply } from '../support/ntp-server.ts'

const origin = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])
const sentMs = Date.UTC(2026, 10, 23, 10)

describe('reading the time from a server', () => {
  it('asks as a client of version 4, its origin in the transmit field', () => {
    const packet = ntpRequest(origin)
    expect(packet.length).toBe(48)
    expect(packet[0]).toBe(0x23)
    expect(packet.slice(40)).toEqual(origin)
    expect(packet.slice(1, 40).every((byte) => byte === 0)).toBe(true)
  })

  it('takes offset and delay from the four timestamps, and the roots into the error', () => {
    // The server is 500 ms ahead; 30 ms there, 10 ms inside it, 20 ms back.
    const reply = ntpReply({ origin, receiveMs: sentMs + 530, transmitMs: sentMs + 540, rootDelayMs: 8, rootDispersionMs: 3 })
    const answer = readNtpReply(reply, origin, sentMs, sentMs + 60)
    expect(answer).toEqual({ offsetMs: expect.closeTo(505, 1), errorMs: expect.closeTo(25 + 4 + 3, 1) })
  })

  it('reads the second era, which begins in 2036', () => {
    const later = Date.UTC(2040, 0, 1)
    const answer = readNtpReply(ntpReply({ origin, receiveMs: later, transmitMs: later }), origin, later, later)
    expect(answer).toEqual({ offsetMs: expect.closeTo(0, 1), errorMs: expect.closeTo(0, 1) })
  })

  const good = { origin, receiveMs: sentMs, transmitMs: sentMs }
  it.each([
    ['a short packet', ntpReply(good).slice(0, 47), /shorter/],
    ['a client’s packet', ntpReply({ ...good, mode: 3 }), /mode/],
    ['an answer to another question', ntpReply({ ...good, origin: new Uint8Array(8) }), /origin/],
    ['an unsynchronised server', ntpReply({ ...good, leap: 3 }), /not synchronised/],
    ['stratum 16', ntpReply({ ...good, stratum: 16 }), /stratum 16/],
    ['no transmit time', ntpReply({ ...good, transmitMs: null }), /impossible/],
    ['sent before it was received', ntpReply({ ...good, transmitMs: sentMs - 1_000 }), /impossible/],
    ['a root too far away', ntpReply({ ...good, rootDispersionMs: 16_000 }), /root distance/],
  ])('refuses %s', (_what, packet, reason) => {
    expect(readNtpReply(packet, origin, sentMs, sentMs + 10)).toEqual({ refused: expect.stringMatching(reason), kiss: false })
  })

  it('knows a kiss-o’-death', () => {
    const packet = ntpReply({ ...good, stratum: 0, reference: 'RATE' })
    expect(readNtpReply(packet, origin, sentMs, sentMs + 10)).toEqual({ refused: "kiss-o'-death RATE", kiss: true })
  })
})
