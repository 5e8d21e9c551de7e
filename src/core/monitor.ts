/** A text in one or more languages, by BCP 47 code; a single string in the configuration is filed under the site's first language. */
export type Text = Readonly<Record<string, string>>

export type IpVersion = 4 | 6 | 'any'

/** TLS settings of a target. `ca`, `cert` and `key` are PEM texts, read at load; the key never leaves the probe. */
export interface TlsSettings {
  readonly verify: boolean
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
}

export type Auth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }

export interface HttpTarget {
  readonly kind: 'http'
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
  /** Redirects to follow at most; 0 judges the redirect itself. */
  readonly follow: number
  readonly ipVersion: IpVersion
  /** http:// proxy (CONNECT), possibly with credentials in the URL. */
  readonly proxy: string | null
  readonly auth: Auth | null
  readonly tls: TlsSettings
}
export interface TcpTarget {
  readonly kind: 'tcp'
  readonly url: string
  readonly host: string
  readonly port: number
  readonly ipVersion: IpVersion
  /** Sent after connecting, as UTF-8; null sends nothing. A reply is read only when the expectation asks for one. */
  readonly send: string | null
}
export interface TlsTarget {
  readonly kind: 'tls'
  readonly url: string
  readonly host: string
  readonly port: number
  readonly ipVersion: IpVersion
  /** Name for SNI and certificate check; the host unless set. */
  readonly serverName: string
  readonly tls: TlsSettings
}
export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'TXT' | 'SOA' | 'SRV' | 'CAA' | 'PTR'
export interface DnsTarget {
  readonly kind: 'dns'
  /** RFC 4501: `dns:[//resolver[:port]/]name[?type=A]`. */
  readonly url: string
  readonly name: string
  readonly type: DnsType
  /** `address` or `address:port`; null uses the system's resolvers. */
  readonly resolver: string | null
}
export interface IcmpTarget {
  readonly kind: 'icmp'
  readonly url: string
  readonly host: string
  readonly ipVersion: IpVersion
}
export type Target = HttpTarget | TcpTarget | TlsTarget | DnsTarget | IcmpTarget
export type TargetKind = Target['kind']

/** A regular expression of the configuration: `/source/flags`, and its source text for messages. */
export interface Pattern {
  readonly text: string
  readonly source: string
  readonly flags: string
}
export interface JsonRule {
  /** `$.a.b[0]` */
  readonly path: string
  /** Exactly one of these is not undefined. */
  readonly equals?: unknown
  readonly matches?: Pattern
  readonly exists?: boolean
}

/** What a good look must show. Empty lists ask for nothing. Every list keeps the order of the configuration (rules are named `contains[0]`). */
export interface Expectation {
  /** Inclusive ranges of HTTP status; 200–299 by default. */
  readonly status: readonly (readonly [number, number])[]
  /** Host where redirects must end, lower case; null asks nothing. */
  readonly host: string | null
  readonly contains: readonly string[]
  readonly excludes: readonly string[]
  readonly matches: readonly Pattern[]
  readonly json: readonly JsonRule[]
  readonly header: readonly { readonly name: string; readonly equals: string | null; readonly matches: Pattern | null }[]
  /** DNS: answers that must all be present (data in presentation format, lower case); empty asks for at least one answer. */
  readonly answers: readonly string[]
  /** DNS: expected response code, `NOERROR` by default. */
  readonly rcode: string
  /** TLS: lowest accepted version, `TLSv1.2` for example; null asks nothing beyond what OpenSSL accepts. */
  readonly tlsVersion: string | null
  /** → degraded `slow` */
  readonly slowerThanMs: number | null
  /** → degraded `certificate_expiring` */
  readonly certificateDays: number | null
}

/** Rules of confirmation (R5). */
export interface OutageRules {
  /** Consecutive failed looks that confirm an outage, ≥ 1. */
  readonly confirmDown: number
  /** Consecutive good looks that close it, ≥ 1. */
  readonly confirmUp: number
}

export type Schedule =
  | { readonly kind: 'every'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly cron: string; readonly timeZone: string }

/** Configured intent. `id` is permanent: addresses and records carry it. */
export interface Monitor {
  readonly id: string
  /** Earlier ids of the same series. */
  readonly formerly: readonly string[]
  readonly serviceId: string
  readonly name: Text
  readonly target: Target
  readonly expect: Expectation
  readonly schedule: Schedule
  readonly timeoutMs: number
  readonly recheckMs: number
  readonly rules: OutageRules
}
export interface Service {
  readonly id: string
  readonly name: Text
  readonly organisation: Text | null
  readonly description: Text | null
  readonly links: readonly string[]
  readonly monitors: readonly Monitor[]
}
