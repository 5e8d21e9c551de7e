import { createHash } from 'node:crypto'
import { publicConfig } from '../core/public-config.ts'
import { snapshotOf } from '../core/replay-snapshot.ts'
import type { Config } from '../core/site.ts'
import { recordAnnouncements } from '../daemon/announcements.ts'
import { applyConfig } from '../daemon/catalogue.ts'
import { announcedIn } from '../demo/announced.ts'
import { createHistory } from '../demo/history.ts'
import { type Story, storyHistory } from '../demo/story.ts'
import { openStore } from '../store/sqlite/store.ts'
import { nothingDerived } from '../store/store.ts'

/** Fills a new data directory with what would be in it if the services of this configuration had been watched through this story. */
export async function makePast(config: Config, story: Story): Promise<void> {
  const shown = publicConfig(config, (text) => createHash('sha256').update(text).digest('hex'))
  await using store = openStore(config.dataDir)
  applyConfig(store, shown, story.from)
  const spans = new Map(store.catalogue().map(({ monitorId, span }) => [monitorId, span]))
  const monitors = shown.services.flatMap((service) => service.monitors.map((monitor) => ({ monitor, span: spans.get(monitor.id) ?? 0 })))
  const history = createHistory(storyHistory(story, monitors, shown.vantage.id))
  const firstSeq = store.size()
  await store.recordPast(history.passing(story.to))
  const throughSeq = store.size() - 1
  const found = history.found()
  const outages = found.flatMap((one) => one.outages)
  const gaps = found.flatMap((one) => one.gaps.map(({ from, to }) => ({ monitorId: one.state.monitorId, from, to })))
  const progress = found.map(({ state, quarters, newest }) => {
    const { monitorId, state: snapshot } = snapshotOf(state, newest < 0 ? null : firstSeq + newest, throughSeq)
    return { monitorId, throughSeq, state: snapshot, quarters }
  })
  store.replaceDerived({ outages, gaps }, progress, [])
  // Their addresses, as the daemon mints them.
  const minted = outages.filter(({ confirmed }) => confirmed).toSorted((a, b) => a.onset.by - b.onset.by)
  store.record(
    minted.map(({ id, monitorId, onset }) => {
      return { type: 'entry', entry: { kind: 'outage', at: onset.by, body: { id, monitorId, onset } } }
    }),
    nothingDerived,
  )
  for (const one of announcedIn(story)) recordAnnouncements(store, [one], one.capturedAt ?? one.said.latest)
}
