import { probeDns } from './dns.ts'
import { probeHttp } from './http.ts'
import { probeIcmp } from './icmp.ts'
import type { ProbeRegistry } from './probe.ts'
import { probeTcp } from './tcp.ts'
import { probeTls } from './tls.ts'

/** Every kind of probe: `probes[target.kind](target, context)`. */
export const probes: ProbeRegistry = { http: probeHttp, tcp: probeTcp, tls: probeTls, dns: probeDns, icmp: probeIcmp }
