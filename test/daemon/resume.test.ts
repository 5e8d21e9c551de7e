import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { resume } from '../../src/daemon/resume.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived, type Store } from '../../src/store/store.ts'
import { catalogueChange, look, minute, progress, round, t0, temporaryDir } from '../store/make.ts'

const monitorId = 'cnops-www'

/** A look that went through, then looks that failed while our own connection was down: what those saw is not known. */
const offline: readonly LogItem[] = [
  look({ counter: 0, at: t0, span: 0 }),
  control(0, t0 + minute),
  ...[1, 2, 3].map((counter) => look({ counter, at: t0 + counter * minute, span: 0, outcome: 'down', failure: refused() })),
  control(1, t0 + 4 * minute),
]

describe('the newest look that a run finds', () => {
  // R16 compares the clock with the last committed look, whatever it was found to mean.
  it.each<[string, (store: Store) => unknown]>([
    ['in the log', () => undefined],
    ['in the log below a snapshot', (store) => saved(store)],
    ['in chunks', async (store) => (saved(store), await store.seal())],
  ])('is the last one that was recorded, known or not: %s', async (_, then) => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.configure(t0, {}, [catalogueChange({ monitorId })])
    store.record(offline, nothingDerived)
    await then(store)
    expect(resume(store).newestLookAt).toBe(t0 + 3 * minute)
  })

  it('is none in a new directory', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    expect(resume(store).newestLookAt).toBe(0)
  })
})

function saved(store: Store): void {
  const { replay } = resume(store)
  store.saveProgress([progress({ monitorId, throughSeq: store.size() - 1, state: replay.state(monitorId) })])
}

function control(counter: number, at: number): LogItem {
  return { type: 'control', round: round({ counter, at, fine: false }) }
}

function refused() {
  return { phase: 'connect', code: 'tcp_refused', message: 'refused by 192.0.2.1:443' } as const
}
