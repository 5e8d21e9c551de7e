import { createSocket, type Socket } from 'node:dgram'
import { readFileSync } from 'node:fs'

/**
 * A socket that sends ICMP echo requests and receives the replies to them, without privileges: Linux gives one to the groups of
 * `net.ipv4.ping_group_range` (icmp(7)). Messages begin with the ICMP header; the kernel fills in checksum and id, and delivers replies of that
 * id only. An "unreachable" from the network comes as an `error` event. null where there is none: another system, no permission, no node:ffi.
 */
export async function openEchoSocket(family: 4 | 6): Promise<Socket | null> {
  const fd = await openDescriptor(family)
  if (fd === null) return null
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
  // dgram takes any descriptor of a datagram socket as it is; given none (fd −1) it would quietly bind a UDP port.
  socket.bind({ fd })
  return socket
}

// <linux/in.h>, <asm-generic/socket.h>, <linux/in6.h>
const inet = { 4: 2, 6: 10 } as const
const datagram = 2
const closeOnExec = 0o2000000
const nonBlocking = 0o4000
const icmp = { 4: 1, 6: 58 } as const
const level = { 4: 0, 6: 41 } as const
const receiveErrors = { 4: 11, 6: 25 } as const

async function openDescriptor(family: 4 | 6): Promise<number | null> {
  if (process.platform !== 'linux' || !groupMayPing()) return null
  const system = await systemCalls()
  if (system === null) return null
  const fd = system.socket(inet[family], datagram | closeOnExec | nonBlocking, icmp[family])
  if (fd < 0) return null
  const on = Buffer.alloc(4)
  on.writeInt32LE(1)
  // Without it the kernel keeps "host unreachable" to itself.
  system.setsockopt(fd, level[family], receiveErrors[family], on, on.length)
  return fd
}

/** The kernel would refuse anyway; asking first spares those whom it refuses node:ffi, which is experimental and says so. */
function groupMayPing(): boolean {
  try {
    const [low = 1, high = 0] = readFileSync('/proc/sys/net/ipv4/ping_group_range', 'utf8').trim().split(/\s+/).map(Number)
    const groups = [process.getegid?.() ?? -1, ...(process.getgroups?.() ?? [])]
    return groups.some((group) => group >= low && group <= high)
  } catch {
    return false
  }
}

interface SystemCalls {
  socket(domain: number, type: number, protocol: number): number
  setsockopt(fd: number, level: number, name: number, value: Buffer, length: number): number
}

async function systemCalls(): Promise<SystemCalls | null> {
  try {
    const { dlopen } = await import('node:ffi')
    return dlopen(null, {
      socket: { arguments: ['int32', 'int32', 'int32'], return: 'int32' },
      setsockopt: { arguments: ['int32', 'int32', 'int32', 'buffer', 'uint32'], return: 'int32' },
    }).functions
  } catch {
    return null
  }
}
