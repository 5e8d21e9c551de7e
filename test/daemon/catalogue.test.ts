import { describe, expect, it } from 'vitest'
import type { PublicConfig, PublicMonitor } from '../../src/core/public-config.ts'
import { applyConfig } from '../../src/daemon/catalogue.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { anything } from '../support/monitors.ts'
import { temporaryDirectory } from '../support/temporary.ts'

const monitor = (id: string, configHash: string, fields: Partial<PublicMonitor> = {}): PublicMonitor => ({
  id,
  formerly: [],
  serviceId: 's',
  name: { en: id },
  kind: 'http',
  url: `https://${id}.example/`,
  method: 'GET',
  schedule: { kind: 'every', everyMs: 60_000 },
  everyMs: 60_000,
  timeoutMs: 30_000,
  recheckMs: 10_000,
  rules: { confirmDown: 2, confirmUp: 1 },
  expect: anything,
  configHash: configHash.repeat(32),
  ...fields,
})
const config = (...monitors: readonly PublicMonitor[]): PublicConfig => ({
  site: { title: { en: 'T' }, url: null, languages: ['en'], timeZone: 'UTC', publisher: null, licence: null },
  vantage: { id: 'v', name: 'V', country: null, asn: null, network: null },
  controls: { required: 0, targets: [] },
  clock: { ntp: [] },
  services: [{ id: 's', name: { en: 'S' }, organisation: null, description: null, links: [], monitors }],
})

/** Applies configurations one after another; gives what the last changed and the catalogue after it. */
async function apply(...configs: readonly PublicConfig[]) {
  await using directory = await temporaryDirectory()
  await using store = openStore(directory.path)
  let applied = null
  for (const [i, next] of configs.entries()) applied = applyConfig(store, next, 1_000 * (i + 1))
  const rows = store.catalogue().map(({ monitorId, span, retiredAt, formerly }) => ({ monitorId, span, retiredAt, formerly }))
  return { recorded: applied?.recorded, broken: [...(applied?.broken ?? [])], retired: applied?.retired, rows }
}

const www = { monitorId: 'www', span: 0, retiredAt: null, formerly: [] }

describe('a configuration and the catalogue', () => {
  it('takes the first one in: everything is new', async () => {
    expect(await apply(config(monitor('www', 'aa')))).toEqual({ recorded: true, broken: ['www'], retired: [], rows: [www] })
  })

  it('does not record the same one again, at a restart for example', async () => {
    expect(await apply(config(monitor('www', 'aa')), config(monitor('www', 'aa')))).toMatchObject({
      recorded: false,
      broken: [],
      rows: [www],
    })
  })

  it('goes on with a changed interval, and breaks at a changed target or expectation', async () => {
    const every = { schedule: { kind: 'every', everyMs: 5_000 }, everyMs: 5_000 } as const
    expect(await apply(config(monitor('www', 'aa')), config(monitor('www', 'aa', every)))).toMatchObject({
      recorded: true,
      broken: [],
      rows: [www],
    })
    expect(await apply(config(monitor('www', 'aa')), config(monitor('www', 'bb')))).toMatchObject({
      broken: ['www'],
      rows: [{ ...www, span: 1 }],
    })
  })

  it('retires what is gone, once, and breaks when it comes back', async () => {
    const both = config(monitor('www', 'aa'), monitor('gone', 'cc'))
    const one = config(monitor('www', 'aa'))
    expect(await apply(both, one)).toMatchObject({ retired: ['gone'], broken: [] })
    expect((await apply(both, one, config(monitor('www', 'bb')))).rows).toContainEqual({ ...www, monitorId: 'gone', retiredAt: 2_000 })
    expect(await apply(both, one, both)).toMatchObject({ broken: ['gone'], retired: [] })
  })

  it('goes on under a new id, and breaks when the target changed with it', async () => {
    const renamed = config(monitor('portal', 'aa', { formerly: ['www'] }))
    expect(await apply(config(monitor('www', 'aa')), renamed)).toMatchObject({
      broken: [],
      retired: [],
      rows: [{ monitorId: 'portal', span: 0, retiredAt: null, formerly: ['www'] }],
    })
    expect(await apply(config(monitor('www', 'aa')), config(monitor('portal', 'bb', { formerly: ['www'] })))).toMatchObject({
      broken: ['portal'],
    })
  })
})
