import { readFileSync, statSync } from 'node:fs'
import { Resolver } from 'node:dns'
import { isIP } from 'node:net'
import type { Address } from './net.ts'

/** What the machine's own files say about names, as they are now. */
export interface ResolverFiles {
  /** Addresses of the hosts file, in its order; `localhost` and what ends in it are always this machine (RFC 6761 section 6.3). */
  readonly hosts: (name: string) => readonly Address[]
  /** `address` or `address:port`, in the order of /etc/resolv.conf. */
  readonly resolvers: () => readonly string[]
}

/** Both files are looked at anew for every look, and read again only when they changed: a laptop moves, a container's files are rewritten. */
export function watchResolverFiles(paths = { hosts: '/etc/hosts', resolvConf: '/etc/resolv.conf' }): ResolverFiles {
  const hosts = whenChanged(paths.hosts, () => parseHosts(readFileSync(paths.hosts, 'utf8')), new Map<string, readonly Address[]>())
  // c-ares knows every platform's way to say it; a new resolver reads the settings of this moment.
  const resolvers = whenChanged(paths.resolvConf, () => new Resolver().getServers(), null)
  return {
    hosts: (name) => hosts().get(name) ?? (isLoopbackName(name) ? loopback : []),
    resolvers: () => resolvers() ?? new Resolver().getServers(),
  }
}

/** Lines of `address name name… # comment`, hosts(5). */
export function parseHosts(text: string): Map<string, readonly Address[]> {
  const found = new Map<string, readonly Address[]>()
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/)
    const family = isIP(address)
    if (family !== 4 && family !== 6) continue
    for (const name of names) found.set(name, [...(found.get(name) ?? []), { address, family }])
  }
  return found
}

const loopback: readonly Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost')
}

function whenChanged<T>(path: string, read: () => T, absent: T): () => T {
  let stamp = ''
  let value = absent
  return () => {
    const stat = statSync(path, { throwIfNoEntry: false })
    const now = stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : ''
    if (now === stamp) return value
    stamp = now
    value = stat ? read() : absent
    return value
  }
}
