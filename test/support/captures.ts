import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Entry } from '../../src/core/log.ts'
import type { Monitor } from '../../src/core/monitor.ts'
import type { ControlRound } from '../../src/core/observation.ts'
import { createCaptures } from '../../src/daemon/captures.ts'
import { createPages } from '../../src/daemon/pages.ts'
import { lookAt } from '../../src/daemon/run-probe.ts'
import { createLog } from '../../src/log.ts'
import { probes } from '../../src/probes/index.ts'
import { createNet } from '../../src/probes/net.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { handClock, type HandClock } from './hand-clock.ts'

export interface CaptureRigOptions {
  readonly dataDir: string
  readonly clock?: HandClock
  readonly secrets?: readonly string[]
  readonly controlled?: boolean
}

const maker = { software: 'Vigie/test', operator: null }

/** Looks made by real probes and considered for keeping, over a real store, by a clock moved by hand. */
export function captureRig({ dataDir, clock = handClock(), secrets = [], controlled = false }: CaptureRigOptions) {
  const store = openStore(dataDir)
  const lines: string[] = []
  const { log } = createLog({ write: (line) => lines.push(line) })
  const entries: Entry[] = []
  const record = (entry: Entry): void => {
    entries.push(entry)
    store.record([{ type: 'entry', entry }], nothingDerived)
  }
  const captures = createCaptures({ dataDir, clock, log, store, secrets: () => secrets, maker: () => maker, record })
  const context = {
    clock,
    log,
    probes,
    net: createNet(),
    signal: new AbortController().signal,
    userAgent: 'Vigie/test',
    boot: `b${store.size()}`,
    vantageId: () => 'rabat-1',
    nextCounter: () => counter++,
    newestCommittedAt: () => 0,
    keepsExchanges: true,
    pages: createPages({ store, secrets: () => secrets, record: () => undefined }),
  }
  let counter = 0
  return {
    store,
    clock,
    lines,
    entries,
    captures,
    async look(monitor: Monitor) {
      const due = { monitor, dueAt: clock.now(), everyMs: 60_000, recheck: false }
      const { observation, kept } = await lookAt(due, { span: 0, configHash: 'aa', controlled }, context)
      captures.consider(observation, kept)
      await clock.advance(1_000)
      return observation
    },
    /** Waits until everything that was considered is written. */
    async end() {
      await captures.settled()
      await captures[Symbol.asyncDispose]()
      return entries
    },
    async [Symbol.asyncDispose]() {
      await captures.settled()
      await captures[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

/** The kinds of what was recorded, captures with their outcome and reason. */
export function told(entries: readonly Entry[]): readonly string[] {
  return entries.map(({ kind, body }) => {
    if (kind === 'capture') return `capture ${String(body['outcome'])} ${String(body['reason'])}`
    return kind === 'body' ? `body ${String(body['of'])}` : `${kind} ${String(body['reason'])} ${String(body['looks'])}`
  })
}

/** Every file below a directory: its path, and its content without compression. */
export function contents(dir: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return new Map(
    files.map(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name))
      return [name, name.endsWith('.gz') ? gunzipSync(bytes) : bytes]
    }),
  )
}

export function roundAt(at: number): ControlRound {
  const results = [{ target: 'https://a.example/', reachable: true, durationMs: 9, failure: null }]
  return { vantageId: 'rabat-1', boot: 'b0', counter: 900, at, durationMs: 10, fine: true, required: 1, results }
}
