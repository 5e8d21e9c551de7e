import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/** A plain and a TLS server in a process of their own, so that their CPU is not counted as ours. */
export interface BenchTarget extends Disposable {
  readonly http: string
  readonly https: string
}

export interface TargetFiles {
  readonly cert: string
  readonly key: string
}

export async function startTarget(files: TargetFiles): Promise<BenchTarget> {
  const child: ChildProcess = fork(import.meta.filename, [], { env: { ...process.env, BENCH_TARGET: JSON.stringify(files) } })
  const ports = await new Promise<{ http: number; https: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { http: number; https: number }))
    child.once('exit', (code) => reject(new Error(`bench target ended with ${code}`)))
  })
  return {
    http: `http://127.0.0.1:${ports.http}/`,
    https: `https://127.0.0.1:${ports.https}/`,
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  }
}

const page = `<!doctype html><html lang="en"><title>Portal</title><h1>Welcome</h1><p>${'Lorem ipsum dolor sit amet. '.repeat(70)}</p></html>`

if (process.env['BENCH_TARGET'] !== undefined && process.send !== undefined) {
  const files = JSON.parse(process.env['BENCH_TARGET']) as TargetFiles
  const [cert, key] = [readFileSync(files.cert), readFileSync(files.key)]
  const answer = (_: unknown, response: ServerResponse) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(page)
  }
  const plain = createServer(answer).listen(0, '127.0.0.1')
  const secure = createTlsServer({ cert, key }, answer).listen(0, '127.0.0.1')
  let waiting = 2
  const ready = () => {
    waiting -= 1
    if (waiting === 0) process.send?.({ http: (plain.address() as AddressInfo).port, https: (secure.address() as AddressInfo).port })
  }
  plain.once('listening', ready)
  secure.once('listening', ready)
  process.once('disconnect', () => process.exit(0))
}
