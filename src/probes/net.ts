import type { Socket } from 'node:net'
import type { CapturedLookup } from '../core/capture.ts'
import type { Failure } from '../core/failure.ts'
import type { IpVersion } from '../core/monitor.ts'
import type { Budget } from './budget.ts'
import { type Connected, connectFirst, hasRoute } from './connect.ts'
import { badTrustSetting, type Handshake, type HandshakeRequest, shakeHands, shareSecureContexts } from './handshake.ts'
import { resolveHost } from './resolve.ts'
import { type ResolverFiles, watchResolverFiles } from './resolver-files.ts'

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** The answer of one layer: a value, or the failure that ended the look; the time it took either way, in fractional ms (null: the phase did not exist). */
export type Layer<T> =
  | { readonly ok: true; readonly value: T; readonly tookMs: number | null; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly failure: Failure; readonly tookMs: number | null; readonly remarks: readonly string[] }

/** What a name resolved to, and what was asked for it. */
export type Resolved = Layer<readonly Address[]> & { readonly lookups: readonly CapturedLookup[] }

/** The layers under every probe over connections. Each is timed, classifies its own errors by code, and never rejects. */
export interface Net {
  /** Addresses of a host in the order to try; asked anew for every look. An IP literal is itself. */
  resolve(host: string, ipVersion: IpVersion, budget: Budget): Promise<Resolved>
  /** A TCP connection to the first address that accepts. The caller owns the socket; it has an `error` listener. */
  connect(addresses: readonly Address[], port: number, budget: Budget): Promise<Layer<Connected>>
  /** TLS over a connected socket, which it takes over. */
  handshake(socket: Socket, request: HandshakeRequest, budget: Budget): Promise<Handshake>
}

export interface NetOptions {
  /** `address` or `address:port`; the system's by default. */
  readonly resolvers?: readonly string[]
  readonly files?: ResolverFiles
  /** Whether this machine has a route to an address; asks the system by default. */
  readonly routable?: (address: string) => Promise<boolean>
  /** Offer the post-quantum key share of OpenSSL 3.5 (X25519MLKEM768): 16–18 % dearer looks, so off by default. */
  readonly postQuantum?: boolean
}

export function createNet(options: NetOptions = {}): Net {
  const routable = options.routable ?? hasRoute
  const settings = { resolvers: options.resolvers ?? null, files: options.files ?? watchResolverFiles(), routable }
  const secureContext = shareSecureContexts(options.postQuantum ?? false)
  return {
    resolve: (host, ipVersion, budget) => resolveHost(host, ipVersion, budget, settings),
    connect: (addresses, port, budget) => connectFirst(addresses, port, budget, routable),
    async handshake(socket, request, budget) {
      try {
        return await shakeHands(socket, request, secureContext(request.settings), budget)
      } catch (error) {
        socket.destroy()
        return { ok: false, failure: badTrustSetting(error), tookMs: null, remarks: [], tls: null, peer: null }
      }
    },
  }
}
