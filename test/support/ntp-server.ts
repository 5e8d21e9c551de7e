import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface NtpReplyFields {
  readonly origin: Uint8Array
  readonly receiveMs: number
  /** null leaves the field zero. */
  readonly transmitMs: number | null
  readonly leap?: number
  readonly mode?: number
  readonly stratum?: number
  readonly reference?: string
  readonly rootDelayMs?: number
  readonly rootDispersionMs?: number
}

/** A server's packet, field by field as RFC 5905 section 7.3 draws it. */
export function ntpReply(fields: NtpReplyFields): Uint8Array {
  const packet = new Uint8Array(48)
  const view = new DataView(packet.buffer)
  view.setUint8(0, ((fields.leap ?? 0) << 6) | (4 << 3) | (fields.mode ?? 4))
  view.setUint8(1, fields.stratum ?? 2)
  view.setInt32(4, Math.round(((fields.rootDelayMs ?? 0) / 1_000) * 65_536))
  view.setUint32(8, Math.round(((fields.rootDispersionMs ?? 0) / 1_000) * 65_536))
  packet.set(new TextEncoder().encode(fields.reference ?? 'TEST'), 12)
  packet.set(fields.origin, 24)
  setTime(view, 32, fields.receiveMs)
  if (fields.transmitMs !== null) setTime(view, 40, fields.transmitMs)
  return packet
}

function setTime(view: DataView, at: number, ms: number): void {
  const seconds = ms / 1_000 + 2_208_988_800
  view.setUint32(at, Math.floor(seconds) % 2 ** 32)
  view.setUint32(at + 4, Math.floor((seconds % 1) * 2 ** 32))
}

/** A UDP server on loopback; `answer` gets the client's packet and gives the packets to send back, in order. */
export async function startNtpServer(
  answer: (request: Uint8Array) => readonly Uint8Array[],
): Promise<AsyncDisposable & { readonly address: string; asked(): number }> {
  const socket = createSocket('udp4')
  let asked = 0
  socket.on('message', (request, from) => {
    asked += 1
    for (const packet of answer(request)) socket.send(packet, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}
