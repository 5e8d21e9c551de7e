import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { liveMoodAt, type LiveMood } from '../demo/live-script.ts'
import { expectedText, liveServiceId } from '../demo/portal.ts'
import { createNet, type Net } from '../probes/net.ts'

// An import would make Node load its HTTP client as well, for the names that it exports: 55 ms of CPU before the first page.
const { createServer } = process.getBuiltinModule('node:http')

/** The services of the demonstration as one server of this machine, and a network in which there is nothing else. */
export interface DemoPortal extends AsyncDisposable {
  /** Every name leads to the server, at any port: no look leaves this machine. */
  readonly net: Net
}

/** `elapsed` tells how many ms after its start it is. */
export async function startDemoPortal(elapsed: () => number = sinceNow()): Promise<DemoPortal> {
  const stop = new AbortController()
  const server = createServer((request, response) => {
    // Looked at: whoever looks may be gone before a slow answer.
    response.on('error', () => undefined)
    void answer(request, response, elapsed(), stop.signal)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server that listens on a TCP port has no address')
  const net = createNet({ files: { hosts: () => [{ address: '127.0.0.1', family: 4 }], resolvers: () => [] } })
  return {
    net: { ...net, connect: (addresses, _port, budget) => net.connect(addresses, address.port, budget) },
    async [Symbol.asyncDispose]() {
      stop.abort()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function sinceNow(): () => number {
  const startedAt = performance.now()
  return () => performance.now() - startedAt
}

const liveHost = `${liveServiceId}.example`
/** How the services are now that have a past: as their stories end. */
const moods: Readonly<Record<string, LiveMood>> = { 'bourses.example': 'fails', 'foncier.example': 'slow' }
const slowMs = { live: 650, usual: 4_200 }

async function answer(request: IncomingMessage, response: ServerResponse, elapsedMs: number, signal: AbortSignal): Promise<void> {
  const host = request.headers.host ?? ''
  const live = host === liveHost
  const mood = live ? liveMoodAt(elapsedMs) : (moods[host] ?? 'works')
  if (mood === 'slow') await sleep(live ? slowMs.live : slowMs.usual, undefined, { signal }).catch(() => undefined)
  const failing = mood === 'fails'
  response.writeHead(failing ? 503 : 200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' })
  response.end(failing ? page('503', '<h1>Service Unavailable</h1>') : mood === 'notice' ? notice : works)
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>\n`
}

const works = page(expectedText, `<h1>${expectedText}</h1><p>SIMULATION. Vos démarches en ligne. خدماتكم على الإنترنت.</p>`)
const notice = page(
  'Avis',
  `<h1>Avis de suspension</h1><p>SIMULATION. Nos services en ligne sont suspendus pour des travaux de maintenance technique.
Nos guichets restent ouverts.</p><div lang="ar" dir="rtl"><h1>إشعار بتوقف الخدمة</h1><p>خدماتنا على الإنترنت متوقفة مؤقتا بسبب أشغال الصيانة التقنية.
وتبقى شبابيكنا مفتوحة.</p></div>`,
)
