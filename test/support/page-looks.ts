import { plainExpectation } from '../../src/core/expectation.ts'
import type { Entry } from '../../src/core/log.ts'
import type { Expectation } from '../../src/core/monitor.ts'
import type { Observation } from '../../src/core/observation.ts'
import { createPages } from '../../src/daemon/pages.ts'
import { lookAt } from '../../src/daemon/run-probe.ts'
import { createLog } from '../../src/log.ts'
import { probes } from '../../src/probes/index.ts'
import { createNet } from '../../src/probes/net.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { handClock } from './hand-clock.ts'
import { httpTarget, monitorOf } from './monitors.ts'
import { switchablePage } from './switchable.ts'

export interface PageRigOptions {
  readonly dataDir: string
  readonly expect?: Partial<Expectation>
  readonly configHash?: string
  readonly secrets?: readonly string[]
  readonly startAt?: number
}

/** Looks of a real probe at a real page, an hour apart, judged and recorded in a real store. */
export async function pageRig({ dataDir, expect, configHash = 'aa', secrets = [], startAt }: PageRigOptions) {
  const stack = new AsyncDisposableStack()
  const page = stack.use(await switchablePage())
  const store = stack.use(openStore(dataDir))
  const clock = handClock(startAt)
  const target = httpTarget(page.url)
  const monitor = monitorOf('www', { target, expect: { ...plainExpectation('http'), ...expect }, timeoutMs: 5_000 })
  const record = (entry: Entry): number => store.record([{ type: 'entry', entry }], nothingDerived)[0] ?? -1
  let counter = 0
  const pages = createPages({ store, secrets: () => secrets, record })
  const context = {
    clock,
    log: createLog({ write: (line) => process.stderr.write(line) }, 'error').log,
    probes,
    net: createNet(),
    signal: new AbortController().signal,
    userAgent: 'Vigie/test',
    boot: `b${store.size()}`,
    vantageId: () => 'v',
    nextCounter: () => counter++,
    newestCommittedAt: () => 0,
    keepsExchanges: false,
    pages,
  }
  return {
    store,
    clock,
    page,
    pages,
    record,
    async look(html: string, afterMs = 3_600_000): Promise<Observation> {
      page.show(html)
      await clock.advance(afterMs)
      const due = { monitor, dueAt: clock.now(), everyMs: 3_600_000, recheck: false }
      const { observation } = await lookAt(due, { span: 0, configHash, controlled: false }, context)
      store.record([{ type: 'observation', observation }], nothingDerived)
      return observation
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
