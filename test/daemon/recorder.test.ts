import { describe, expect, it } from 'vitest'
import { failure } from '../../src/core/failure.ts'
import type { LogRecord } from '../../src/core/log.ts'
import type { Observation } from '../../src/core/observation.ts'
import { createReplay } from '../../src/core/replay.ts'
import { type Committed, createRecorder } from '../../src/daemon/recorder.ts'
import { resume } from '../../src/daemon/resume.ts'
import { createLog } from '../../src/log.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { type Store, StoreError } from '../../src/store/store.ts'
import { handClock } from '../support/hand-clock.ts'
import { lookOf, roundOf } from '../support/looks.ts'
import { temporaryDirectory } from '../support/temporary.ts'

type Fault = 'none' | 'before the commit' | 'after the commit'

/** A recorder over a real store whose disk can be made to fail. */
async function rig(options: { keptItems?: number } = {}) {
  const stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryDirectory())
  const store = stack.use(openStore(path))
  const clock = handClock()
  const lines: string[] = []
  const { log } = createLog({ write: (line) => lines.push(line) })
  const told: Committed[] = []
  let fault: Fault = 'none'
  const faulty: Store = {
    ...store,
    record(items, derived) {
      if (fault === 'before the commit') throw new StoreError('disk_full', 'the disk is full')
      const seqs = store.record(items, derived)
      if (fault === 'after the commit') throw new StoreError('other', 'the answer was lost')
      return seqs
    },
  }
  const replay = createReplay()
  const recorder = createRecorder({
    clock,
    store: faulty,
    replay,
    log,
    onCommit: (committed) => told.push(committed),
    lastBreakSeq: 0,
    newestLookAt: 0,
    keptItems: options.keptItems ?? 100,
  })
  stack.use(recorder)
  return {
    store,
    clock,
    lines,
    told,
    replay,
    recorder,
    fail(next: Fault) {
      fault = next
    },
    log: () => store.log(0, 1_000),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const startsOf = (log: readonly LogRecord[]) => log.flatMap((record) => (record.type === 'observation' ? [record.observation.at] : []))

const slow = failure('slow', 'took 5 s')
/** Each of them tells something, after the one before it. */
const changes: readonly Partial<Observation>[] = [
  { outcome: 'down' },
  { outcome: 'up' },
  { outcome: 'unknown' },
  { outcome: 'up' },
  { degraded: [slow] },
  { degraded: [] },
  { flags: ['suspect'] },
  { recheck: true },
  { monitorId: 'new' },
]

describe('the recorder', () => {
  it('commits in groups, 100 ms after the first of them, and tells afterwards', async () => {
    await using it = await rig()
    const t = it.clock.now()
    it.recorder.addLook(lookOf({ at: t }), 0)
    await it.clock.advance(60)
    it.recorder.addLook(lookOf({ at: t + 60, monitorId: 'other' }), 0)
    expect(it.store.size()).toBe(0)
    expect(it.told).toEqual([])
    await it.clock.advance(40)
    expect(it.store.size()).toBe(2)
    expect(it.told.map(({ size, records }) => [size, records.map(({ seq }) => seq)])).toEqual([[2, [0, 1]]])
    expect(it.recorder.newestLookAt()).toBe(t + 60)
    await it.clock.advance(10_000)
    expect(it.told).toHaveLength(1)
  })

  it('lets looks after which all goes on wait for a second, or a tenth of the interval; anything else takes them along', async () => {
    await using it = await rig()
    const t = it.clock.now()
    const add = (afterMs: number, fields: Partial<Observation> = {}): void => it.recorder.addLook(lookOf({ at: t + afterMs, ...fields }), 0)
    const waited = async (ms: number): Promise<number> => {
      await it.clock.advance(ms)
      return it.recorder.stats().waiting
    }
    add(0)
    add(0, { monitorId: 'quick', everyMs: 3_000 })
    add(0, { monitorId: 'slow', degraded: [slow] })
    expect(await waited(100)).toBe(0)
    add(60_000)
    add(60_000, { monitorId: 'slow', degraded: [slow] })
    expect(await waited(999)).toBe(2)
    expect(await waited(1)).toBe(0)
    add(120_000)
    expect(await waited(500)).toBe(1)
    add(120_500, { monitorId: 'quick', everyMs: 3_000 })
    expect(await waited(299)).toBe(2)
    expect(await waited(1)).toBe(0)
    // What was to be written a second after the first of them is written.
    expect(await waited(1_000)).toBe(0)
    expect(it.told.map(({ records }) => records.length)).toEqual([3, 2, 2])
    for (const [i, more] of changes.entries()) {
      add(180_000 + i * 60_000, { monitorId: 'slow' })
      add(180_000 + i * 60_000, { ...more })
      expect(await waited(99), JSON.stringify(more)).toBe(2)
      expect(await waited(1)).toBe(0)
    }
  })

  it('writes what was derived with what it was derived from, and mints an id in the same commit', async () => {
    await using it = await rig()
    const t = it.clock.now()
    for (const [i, outcome] of (['up', 'down', 'down'] as const).entries()) it.recorder.addLook(lookOf({ at: t + i * 10_000, outcome }), 0)
    it.recorder.commit()
    const [outage] = it.store.outages({ confirmed: true })
    expect(outage).toMatchObject({ monitorId: 'www', confirmed: true, ongoing: true, onset: { after: t, by: t + 10_020 } })
    expect(it.log().at(-1)).toMatchObject({ seq: 3, type: 'entry', entry: { kind: 'outage', body: { id: outage?.id } } })
    it.recorder.addLook(lookOf({ at: t + 30_000, outcome: 'down' }), 0)
    it.recorder.commit()
    expect(it.store.entries('outage')).toHaveLength(1)
    expect(it.told.at(-1)?.size).toBe(5)
  })

  it('keeps everything while the store cannot be written, and records it in order when it can', async () => {
    await using it = await rig()
    const t = it.clock.now()
    it.fail('before the commit')
    for (let i = 0; i < 5; i += 1) it.recorder.addLook(lookOf({ at: t + i }), 0)
    await it.clock.advance(5_000)
    expect(it.recorder.stats()).toMatchObject({ recorded: 0, waiting: 5, error: 'the disk is full' })
    expect(it.told).toEqual([])
    expect(it.replay.throughSeq()).toBe(-1)
    it.fail('none')
    await it.clock.advance(1_000)
    expect(it.recorder.stats()).toMatchObject({ recorded: 5, waiting: 0, lost: 0, error: null })
    expect(startsOf(it.log())).toEqual([0, 1, 2, 3, 4].map((i) => t + i))
    expect(it.lines.join('').match(/cannot be written/g)).toHaveLength(1)
  })

  it('loses the oldest beyond its bound, and says so in the log once it can', async () => {
    await using it = await rig({ keptItems: 3 })
    const t = it.clock.now()
    it.fail('before the commit')
    it.recorder.addRound(roundOf({ at: t }))
    for (let i = 1; i <= 5; i += 1) it.recorder.addLook(lookOf({ at: t + i * 1_000 }), 0)
    await it.clock.advance(500)
    expect(it.recorder.stats()).toMatchObject({ lost: 2, waiting: 3 })
    it.fail('none')
    await it.clock.advance(2_000)
    expect(it.store.entries('gap')).toMatchObject([{ body: { from: t, to: t + 2_000, looks: 2, rounds: 1 } }])
    expect(it.log().filter(({ type }) => type === 'observation')).toHaveLength(3)
  })

  it('records nothing twice when a commit was durable although it failed', async () => {
    await using it = await rig()
    const t = it.clock.now()
    it.fail('after the commit')
    it.recorder.addLook(lookOf({ at: t, outcome: 'down' }), 0)
    it.recorder.commit()
    it.recorder.addLook(lookOf({ at: t + 10_000, outcome: 'down' }), 0)
    it.fail('none')
    it.recorder.commit()
    expect(it.log().map(({ type }) => type)).toEqual(['observation', 'observation', 'entry'])
    expect(it.store.outages({ confirmed: true })).toMatchObject([{ looks: 2 }])
    expect(it.replay.throughSeq()).toBe(2)
  })

  it('parts looks that began before a break of the clock from those that began after it', async () => {
    await using it = await rig()
    const t = it.clock.now()
    it.recorder.addLook(lookOf({ at: t }), it.recorder.epoch())
    const begunBefore = it.recorder.epoch()
    it.recorder.addBreak({ kind: 'suspend', at: t + 5_000, deltaMs: 4_000 })
    it.recorder.addLook(lookOf({ at: t + 100, monitorId: 'slow' }), begunBefore)
    it.recorder.addLook(lookOf({ at: t + 5_000 }), it.recorder.epoch())
    it.recorder.commit()
    it.recorder.addLook(lookOf({ at: t + 15_000 }), it.recorder.epoch())
    it.recorder.commit()
    const spans = it.log().flatMap((record) => (record.type === 'observation' ? [record.observation.span] : []))
    expect(spans).toEqual([0, 0, 1, 1])
    expect(it.store.entries('clock')).toMatchObject([{ seq: 1, body: { kind: 'suspend', deltaMs: 4_000 } }])
    expect(resume(it.store)).toMatchObject({ lastBreakSeq: 1, newestLookAt: t + 15_000 })
  })

  it('does not take a look of a clock that stood too early for the newest', async () => {
    await using it = await rig()
    const failure = { phase: 'observer', code: 'observer_clock', message: '' } as const
    it.recorder.addLook(lookOf({ at: 9_999, outcome: 'unknown', failure }), 0)
    it.recorder.commit()
    expect(it.recorder.newestLookAt()).toBe(0)
  })

  it('commits what is left when it ends', async () => {
    const ended = await rig()
    ended.recorder.addLook(lookOf({ at: ended.clock.now() }), 0)
    await ended.recorder[Symbol.asyncDispose]()
    expect(ended.store.size()).toBe(1)
    await ended[Symbol.asyncDispose]()
  })

  it('resumes from the log alone, and from snapshots and the rest of it, to the same state', async () => {
    await using it = await rig()
    const t = it.clock.now()
    const outcomes = ['up', 'up', 'down', 'down', 'down', 'up', 'down'] as const
    for (const [i, outcome] of outcomes.entries()) {
      it.recorder.addLook(lookOf({ at: t + i * 60_000, outcome }), 0)
      it.recorder.commit()
      if (i === 3) it.store.saveProgress(it.replay.progress())
    }
    const fromSnapshot = resume(it.store)
    expect(fromSnapshot.replayed).toBe(3)
    expect(fromSnapshot.replay.state('www')).toEqual(it.replay.state('www'))
    it.store.saveProgress([])
    expect(resume(it.store).replay.state('www')).toEqual(it.replay.state('www'))
  })
})
