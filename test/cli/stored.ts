import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import type { LogItem, LogRecord } from '../../src/core/log.ts'
import { createReplay } from '../../src/core/replay.ts'
import type { Outcome } from '../../src/core/observation.ts'
import { main } from '../../src/main.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import type { Store } from '../../src/store/store.ts'
import { catalogueChange, look, minute, round, t0, temporaryDir } from '../store/make.ts'

/** A data directory in which a script of looks was recorded as the daemon does it: `u` up, `d` down with a fine round, `o` down while we were offline, `-` nothing. */
export async function recorded(
  script: string,
  monitorId = 'cnops-www',
  others = 0,
  early: (data: string, store: Store) => Promise<void> = async () => {},
): Promise<Disposable & { readonly path: string; readonly data: string }> {
  const dir = temporaryDir()
  const data = join(dir.path, 'data')
  await using store = openStore(data)
  await recordInto(store, script, monitorId, others, () => early(data, store))
  return { path: dir.path, data, [Symbol.dispose]: () => dir[Symbol.dispose]() }
}

/** `others`: so many more monitors are looked at every minute, and are up. `early` happens after a quarter of it. */
async function recordInto(store: Store, script: string, monitorId: string, others: number, early: () => Promise<void>): Promise<void> {
  const replay = createReplay()
  const rules = { confirmDown: 2, confirmUp: 1 }
  store.configure(
    t0,
    {
      site: { title: { fr: 'Services' }, licence: 'CC-BY-4.0', publisher: { name: 'Observatoire' } },
      services: [{ monitors: [{ id: monitorId, formerly: [], rules }] }],
    },
    [catalogueChange({ monitorId })],
  )
  replay.accept(replay.step(store.log(0, 1), null))
  const commit = (items: readonly LogItem[]): void => {
    const records = (extra: readonly LogItem[]): readonly LogRecord[] =>
      [...items, ...extra].map((item, index) => Object.assign({ seq: store.size() + index }, item))
    const minted = replay
      .step(records([]), null)
      .confirmed.map(({ id, onset }): LogItem => ({ type: 'entry', entry: { kind: 'outage', at: t0, body: { id, monitorId, onset } } }))
    const changes = replay.step(records(minted), null)
    store.record([...items, ...minted], changes)
    replay.accept(changes)
  }
  const outcomes: Readonly<Record<string, Outcome>> = { u: 'up', d: 'down', o: 'down' }
  for (const [counter, letter] of script.split('').entries()) {
    if (counter === Math.floor(script.length / 4)) await early()
    const outcome = outcomes[letter]
    const at = t0 + counter * minute
    if (others > 0)
      commit(Array.from({ length: others }, (_, other) => look({ monitorId: `other-${other}`, boot: `other-${other}`, counter, at })))
    if (outcome === undefined) continue
    const failure = outcome === 'down' ? ({ phase: 'exchange', code: 'http_status', message: '=answered 503' } as const) : null
    commit([look({ monitorId, counter, at, scheduledAt: at, outcome, failure, durationMs: 500, uncertaintyMs: 0, span: 0 })])
    if (outcome === 'down') commit([{ type: 'control', round: round({ counter, at: at + 1_000, fine: letter === 'd' }) }])
  }
  store.saveProgress(replay.progress())
}

/** Runs a whole command line in this process; `exit` is the exit status. */
export async function vigie(...argv: readonly string[]): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const texts = { out: '', err: '' }
  const sink = (to: 'out' | 'err') =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[to] += String(chunk)
        done()
      },
    })
  const io = { stdin: Readable.from([]), stdout: sink('out'), stderr: sink('err'), env: {}, signal: new AbortController().signal }
  const exit = await main(argv, io)
  return { exit, ...texts }
}
