import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type Answer, type DecodedPacket, decode, encode, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet'

/** What a server sends back, datagram by datagram (over TCP: framed, one after the other). */
export type DnsScript = (query: DecodedPacket, over: 'udp' | 'tcp', nth: number) => readonly Buffer[]

export interface RawDns extends AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly address: string
  /** Every query so far: transport, id and source port. */
  readonly asked: readonly { readonly over: 'udp' | 'tcp'; readonly id: number; readonly port: number; readonly edns: boolean }[]
}

/** A DNS server on loopback, UDP and TCP on one port, that sends the very bytes of a script: for answers that no decent server gives. */
export async function startRawDns(script: DnsScript): Promise<RawDns> {
  const asked: RawDns['asked'][number][] = []
  const respond = (bytes: Buffer, over: 'udp' | 'tcp', port: number): readonly Buffer[] => {
    const query = decode(bytes)
    asked.push({ over, id: query.id ?? 0, port, edns: (query.additionals ?? []).length > 0 })
    return script(query, over, asked.length - 1)
  }
  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      const framed = respond(bytes.subarray(2), 'tcp', socket.remotePort ?? 0).map(frame)
      if (framed.length === 0) socket.end()
      else socket.write(Buffer.concat(framed))
    })
  })
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const address = tcp.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const udp = createSocket('udp4')
  udp.on('message', (bytes, from) => {
    for (const datagram of respond(bytes, 'udp', from.port)) udp.send(datagram, from.port, from.address)
  })
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  return {
    address: `127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      udp.close()
      tcp.close()
      await once(tcp, 'close')
    },
  }
}

/** The answer to a query; `flags` adds to it (a response code in the last four bits, 0x0200 for TC). */
export function dnsReply(query: DecodedPacket, answers: readonly Answer[], flags = 0): Buffer {
  const header = RECURSION_DESIRED | RECURSION_AVAILABLE | flags
  return encode({ type: 'response', id: query.id ?? 0, flags: header, questions: query.questions ?? [], answers: [...answers] })
}

function frame(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}
