import { BlockList } from 'node:net'
import type { Address } from './net.ts'

/**
 * Addresses that mean something else to every machine (IANA special-purpose registries, RFC 6890): this machine, its link,
 * its site. A public page must not be able to lead an observer there and have what it finds recorded and published.
 */
export function isPrivate({ address, family }: Address): boolean {
  return ranges.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

const ranges = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  ranges.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  ranges.addSubnet(network, prefix, 'ipv6')
}
