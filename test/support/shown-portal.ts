import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { makePast } from '../../src/cli/demo-past.ts'
import { systemClock } from '../../src/clock.ts'
import { publicConfig } from '../../src/core/public-config.ts'
import { portalConfig } from '../../src/demo/portal.ts'
import { dayMs } from '../../src/demo/happening.ts'
import { type Story, storyUntil } from '../../src/demo/story.ts'
import type { FigureWish } from '../../src/core/figure.ts'
import { dueOf } from '../../src/evidence/bundle/due-figure.ts'
import { figureIndex } from '../../src/evidence/bundle/figure-index.ts'
import { figureEntry } from '../../src/core/figure.ts'
import { logFiles } from '../../src/evidence/log-files.ts'
import { captureDir, readCaptures } from '../../src/evidence/capture-files.ts'
import { createLog } from '../../src/log.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { startWeb } from '../../src/web/start.ts'
import { signed } from '../evidence/bundle/made.ts'
import { plantCapture } from '../web/plant-capture.ts'
import { healthAt } from '../web/site.ts'
import { temporaryDirectory } from './temporary.ts'

/** The simulated portal of `vigie demo` as it stands at one moment for ever, with announcements and a capture, served in this process. */
export interface ShownPortal extends AsyncDisposable {
  readonly url: string
  /** One address of every kind of page, by its name; none has a query. */
  readonly pages: Readonly<Record<string, string>>
}

/** When the portal's clock stands still, UTC ms. */
export const shownAt = Date.UTC(2026, 10, 27, 9, 41, 13, 517)

/** With both its years, or with the days that hold what is told: seconds less on a small machine. */
export async function showPortal({ wholePast }: { readonly wholePast: boolean }): Promise<ShownPortal> {
  await using resources = new AsyncDisposableStack()
  const dataDir = join(resources.use(await temporaryDirectory()).path, 'data')
  mkdirSync(dataDir)
  const config = portalConfig({ dataDir, host: '127.0.0.1', port: 0 }, false)
  const whole = storyUntil(shownAt)
  const lately = { from: shownAt - toldInDays * dayMs, to: shownAt }
  const story = wholePast ? whole : { ...whole, ...lately }
  await makePast(config, story)
  await addSeen(dataDir, story)
  const figures = await addFigures(dataDir)
  const reader = resources.use(openReader(dataDir))
  const outageOf = (monitorId: string): string => {
    const longest = reader.outages({ monitorId, period: lately }).toSorted((a, b) => b.minMs - a.minMs)[0]
    if (longest === undefined) throw new Error(`no outage of ${monitorId}`)
    return longest.id
  }
  const { log } = createLog({ write: (line) => process.stderr.write(line) }, 'warn')
  const web = resources.use(
    await startWeb(
      {
        dataDir,
        config: publicConfig(config, (text) => createHash('sha256').update(text).digest('hex')),
        host: '127.0.0.1',
        port: 0,
        trustProxy: false,
        health: { ...healthAt(shownAt), at: shownAt, controls: { at: shownAt - 20_000, fine: true, reachable: 3, total: 3 } },
      },
      { reader, captures: readCaptures(captureDir(dataDir)), clock: { ...systemClock(), now: () => shownAt }, log },
    ),
  )
  await web.settled()
  const owned = resources.move()
  const over = outageOf('impots-www')
  return {
    url: web.url,
    pages: {
      home: '/',
      service: '/services/impots',
      monitor: '/monitors/remboursements-www',
      outage: `/outages/${over}`,
      'long outage': `/outages/${outageOf('remboursements-www')}`,
      'outage that goes on': `/outages/${outageOf('bourses-www')}`,
      figure: `/figures/${figures.outage}`,
      'figure over a period': `/figures/${figures.period}`,
      announcements: '/announcements',
      announcement: '/announcements/impots-avis-maintenance',
      board: '/board',
      method: '/method',
      data: '/data',
      about: '/about',
      frame: `/embed/${over}`,
      API: '/api/v1/docs',
      'nothing there': '/nothing',
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const toldInDays = 100

/** What one look found. */
async function addSeen(dataDir: string, story: Story): Promise<void> {
  await using store = openStore(dataDir)
  const record = async (items: Parameters<typeof store.record>[0]) => void store.record(items, nothingDerived)
  const suspended = happening(story, 'remboursements')
  await plantCapture(
    { dir: dataDir, record },
    {
      monitorId: 'remboursements-www',
      at: suspended.from + 60_000,
      outcome: 'down',
      head: 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n',
      body: '<!doctype html><title>Remboursements</title><h1>Service suspendu</h1><p>Nos services en ligne sont suspendus.</p>',
    },
  )
}

/** Signs the log, and has figures made of an outage and of a service that was announced to be out. */
async function addFigures(dataDir: string): Promise<{ readonly outage: string; readonly period: string }> {
  await using store = openStore(dataDir)
  // As of the moment that is shown; what was planted above lies further back.
  const software = { vigie: '0.1.0', node: process.versions.node, tz: process.versions.tz ?? '', openssl: process.versions.openssl }
  store.record([{ type: 'entry', entry: { kind: 'software', at: shownAt, body: software } }], nothingDerived)
  await signed(store, dataDir)
  const [outage] = store.outages({ monitorId: 'impots-www', confirmed: true }).toSorted((a, b) => b.minMs - a.minMs)
  const service = store.catalogue().filter(({ serviceId }) => serviceId === 'impots')
  const figureOf = (wish: FigureWish): string => {
    const figure = dueOf(logFiles(dataDir), store, wish, figureIndex(store))
    if (figure === null) throw new Error('no figure is due')
    store.record([{ type: 'entry', entry: figureEntry(figure, shownAt) }], nothingDerived)
    return figure.id
  }
  const from = new Date(shownAt - 60 * dayMs).toISOString()
  const to = new Date(shownAt + dayMs).toISOString()
  const question = { kind: 'period', serviceId: 'impots', monitorIds: service.map(({ monitorId }) => monitorId) } as const
  return {
    outage: figureOf({ outageId: outage?.id ?? '' }),
    period: figureOf({ question: { ...question, from, to, timeZone: 'Africa/Casablanca' } }),
  }
}

function happening(story: Story, serviceId: string) {
  const one = story.told[serviceId]?.[0]
  if (one === undefined) throw new Error(`nothing is told of ${serviceId}`)
  return one
}
