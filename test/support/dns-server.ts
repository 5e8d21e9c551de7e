import { createSocket } from 'node:dgram'
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Question, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet'

/** What the server says to one question. */
export type DnsPart =
  | { readonly say: 'answers'; readonly answers: readonly Answer[] }
  | { readonly say: 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'silence' | 'truncated' }

export interface DnsServer extends AsyncDisposable {
  /** `127.0.0.1:port`, as an entry of a list of resolvers. */
  readonly address: string
  /** The questions so far, `A name`. */
  readonly asked: readonly string[]
}

/** A resolver on loopback (UDP) that plays the part chosen for each question; unscripted names get no addresses. */
export async function startDnsServer(part: (question: Question) => DnsPart | null): Promise<DnsServer> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (message, from) => {
    const query = decode(message)
    const question = query.questions?.[0]
    if (!question) return
    asked.push(`${question.type} ${question.name}`)
    const played = part(question) ?? { say: 'answers', answers: [] }
    if (played.say === 'silence') return
    const reply = encode({
      type: 'response',
      id: query.id ?? 0,
      flags: RECURSION_DESIRED | RECURSION_AVAILABLE | AUTHORITATIVE_ANSWER | flags[played.say],
      questions: [question],
      answers: played.say === 'answers' ? [...played.answers] : [],
    })
    socket.send(reply, from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

/** Names to addresses: an A record for each IPv4 address, an AAAA record for each IPv6 one. */
export function zone(names: Readonly<Record<string, readonly string[]>>): (question: Question) => DnsPart {
  return ({ name, type }) => {
    const addresses = names[name.toLowerCase()]
    if (!addresses) return { say: 'NXDOMAIN' }
    const wanted = addresses.filter((address) => address.includes(':') === (type === 'AAAA'))
    if (type !== 'A' && type !== 'AAAA') return { say: 'answers', answers: [] }
    return { say: 'answers', answers: wanted.map((data) => ({ type, name, ttl: 300, data })) }
  }
}

/** RCODEs, and the TC bit (RFC 1035 section 4.1.1). */
const flags = { answers: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5, truncated: 0x0200 } as const
