import { once } from 'node:events'
import { createServer } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { committedIn } from '../../../src/web/committed.ts'
import type { FromWeb, ToWeb, WebStart } from '../../../src/web/messages.ts'

// A thread that keeps to the messages of the web thread and serves one thing: what it was told last, as JSON; `/wake` has it woken by commits.
const start: WebStart = workerData
const committed = committedIn(start.committed)
const told: { size: number; woken: number; health: unknown; config: unknown } = {
  size: 0,
  woken: 0,
  health: start.health,
  config: start.config,
}
const say = (message: FromWeb): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(message)
}
const server = createServer((request, response) => {
  if (request.url === '/crash') throw new Error('crashed as asked')
  if (request.url === '/wake') committed.wanted(true)
  told.size = committed.size()
  response.setHeader('connection', 'close').end(JSON.stringify(told))
})
parentPort?.on('message', (message: ToWeb) => {
  if (message.type === 'committed') told.woken = message.size
  if (message.type === 'health') told.health = message.health
  if (message.type === 'config') told.config = message.config
  if (message.type === 'stop') process.exit()
})
server.on('error', (error) => {
  say({ type: 'failed', message: error.message })
  process.exit(1)
})
server.listen(start.port, start.host)
await once(server, 'listening')
const address = server.address()
say({ type: 'listening', url: `http://${start.host}:${typeof address === 'object' ? address?.port : 0}` })
