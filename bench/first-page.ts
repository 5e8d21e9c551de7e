import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Start {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Where it will listen, on 127.0.0.1. */
  readonly port: number
  /** From one question for the page to the next, ms: asking every ms takes a quarter of a core from what is measured. */
  readonly askEveryMs: number
  /** How it and what it started are ended. */
  readonly endedBy: 'SIGKILL' | 'SIGTERM'
}

/** From starting a process to having read all of its first page, ms. It has ended when this resolves. Rejects after 60 s without a page. */
export async function firstPage({ command, args, env = process.env, port, askEveryMs, endedBy }: Start): Promise<number> {
  const began = performance.now()
  // A group of its own: npm starts a shell, and that a process.
  const child = spawn(command, args, { stdio: 'ignore', env, detached: true })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  try {
    while (performance.now() - began < 60_000) {
      if (await isPage(port)) return performance.now() - began
      await sleep(askEveryMs)
    }
    throw new Error(`no page from ${[command, ...args].join(' ')} within 60 s`)
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, endedBy)
    await ended
  }
}

function isPage(port: number): Promise<boolean> {
  return new Promise((done) => {
    const request = get({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
      response.resume()
      response.once('end', () => done(response.statusCode === 200))
    })
    request.once('error', () => done(false))
  })
}
