/** What one server answered, on the way to a sample. */
export interface NtpAnswer {
  /** True time minus wall time, ms. */
  readonly offsetMs: number
  /** Half-width of what that may be wrong by: delay/2 + root delay/2 + root dispersion. */
  readonly errorMs: number
}

/** Why an answer is of no use; `kiss` asks us to leave the server alone. */
export type NtpRefusal = { readonly refused: string; readonly kiss: boolean }

/** The client's request (RFC 4330, section 5): version 4, mode 3; `origin` stands in the transmit field and must come back. */
export function ntpRequest(origin: Uint8Array): Uint8Array {
  const packet = new Uint8Array(packetBytes)
  packet[0] = (4 << 3) | 3
  packet.set(origin, transmitField)
  return packet
}

/**
 * Reads a server's reply. `sentMs` and `receivedMs` are wall times of ours, UTC ms. Refuses what RFC 4330 section 5 and
 * RFC 5905 section 7.4 tell to: a reply to somebody else's question, kiss-o'-death, an unsynchronised server, nonsense.
 */
export function readNtpReply(packet: Uint8Array, origin: Uint8Array, sentMs: number, receivedMs: number): NtpAnswer | NtpRefusal {
  if (packet.length < packetBytes) return refuse('it is shorter than 48 bytes')
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const first = view.getUint8(0)
  const stratum = view.getUint8(1)
  if ((first & 7) !== 4) return refuse('it is not a server’s reply (mode)')
  if (!answersTo(packet, origin)) return refuse('it answers another question (origin)')
  if (stratum === 0) return { refused: `kiss-o'-death ${String.fromCharCode(...packet.slice(12, 16))}`, kiss: true }
  if (first >> 6 === 3) return refuse('the server is not synchronised')
  if (stratum > 15) return refuse(`stratum ${stratum}`)
  const rootDelayMs = (view.getInt32(4) / 65_536) * 1_000
  const rootDispersionMs = (view.getUint32(8) / 65_536) * 1_000
  const serverReceived = timestamp(view, receiveField, receivedMs)
  const serverSent = timestamp(view, transmitField, receivedMs)
  if (serverSent === null || serverReceived === null || serverSent < serverReceived) return refuse('its times are impossible')
  const delayMs = Math.max(0, receivedMs - sentMs - (serverSent - serverReceived))
  const rootMs = Math.max(0, rootDelayMs) / 2 + rootDispersionMs
  // RFC 5905: a root distance of this much (MAXDISP, 16 s) is no time at all; its default limit for use is 1.5 s.
  if (rootMs >= 1_500) return refuse('it is too far from its reference clock (root distance)')
  return { offsetMs: (serverReceived - sentMs + (serverSent - receivedMs)) / 2, errorMs: delayMs / 2 + rootMs }
}

/** Whether a packet repeats our question's origin: anything else on the wire is not for us. */
export function answersTo(packet: Uint8Array, origin: Uint8Array): boolean {
  return origin.every((byte, i) => packet[originField + i] === byte)
}

const packetBytes = 48
const originField = 24
const receiveField = 32
const transmitField = 40
// 1900-01-01 to 1970-01-01.
const ntpEpochMs = 2_208_988_800_000
const eraMs = 2 ** 32 * 1_000

const refuse = (refused: string): NtpRefusal => ({ refused, kiss: false })

/** 32.32 seconds since 1900, modulo an era of 136 years: taken in the era that lies nearest to `nearMs`. null when zero ("unknown"). */
function timestamp(view: DataView, field: number, nearMs: number): number | null {
  const seconds = view.getUint32(field)
  const fraction = view.getUint32(field + 4)
  if (seconds === 0 && fraction === 0) return null
  const inFirstEra = (seconds + fraction / 2 ** 32) * 1_000 - ntpEpochMs
  return inFirstEra + Math.round((nearMs - inFirstEra) / eraMs) * eraMs
}
