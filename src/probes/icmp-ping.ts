import { execFile } from 'node:child_process'
import type { Echo } from './icmp.ts'

/**
 * One echo request by the system's `ping` (iputils, BusyBox, BSD): judged by its exit status, 0 for a reply and 1 for none, never by its prose.
 * `end` kills it.
 */
export function pingOnce(address: string, family: 4 | 6, waitMs: number, end: AbortSignal): Promise<Echo> {
  const waitS = String(Math.max(1, Math.ceil(waitMs / 1_000)))
  // On Linux -W is in seconds, elsewhere in ms or unknown; there only `end` ends it. A daemon that was killed leaves no ping behind.
  const wait = process.platform === 'linux' ? ['-W', waitS] : []
  const command = process.platform === 'darwin' && family === 6 ? 'ping6' : 'ping'
  const options = { env: { PATH: process.env.PATH, LC_ALL: 'C' }, signal: end, encoding: 'utf8', killSignal: 'SIGKILL' } as const
  return new Promise((resolve) => {
    execFile(command, ['-n', '-c', '1', ...wait, address], options, (error, output, complaint) => {
      if (end.aborted) return resolve({ kind: 'silence' })
      if (error === null) return resolve({ kind: 'reply', rttMs: rttOf(output) })
      if (error.code === 'ENOENT') return resolve({ kind: 'unable', why: 'there is no ping command' })
      if (error.code !== 1)
        return resolve({ kind: 'unable', why: `ping: ${complaint.trim().split('\n').at(-1) ?? ''} (exit ${error.code})` })
      // iputils counts what the network reported: "0 received, +1 errors".
      return resolve(
        /\+\d+ errors/.test(output) ? { kind: 'unreachable', why: 'the network reported it unreachable' } : { kind: 'silence' },
      )
    })
  })
}

function rttOf(output: string): number | null {
  const time = /time[=<]([\d.]+)/.exec(output)?.[1]
  return time === undefined ? null : Number(time)
}
