import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { LogItem } from '../../src/core/log.ts'
import { openReader } from '../../src/store/sqlite/reader.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived } from '../../src/store/store.ts'
import { always, catalogueChange, entry, look, minute, outage, progress, quarterRun, t0, temporaryDir } from './make.ts'

const hourMs = 3_600_000
const onset = (n: number) => ({ after: t0 + n * hourMs - minute, by: t0 + n * hourMs })
const recovery = (n: number) => ({ after: t0 + n * hourMs, by: t0 + n * hourMs + 5 * minute })

describe('the catalogue', () => {
  it('keeps retired monitors, the span of what did not change, and every earlier id', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    expect(store.configure(t0, { n: 1 }, [catalogueChange({ monitorId: 'a' }), catalogueChange({ monitorId: 'b' })])).toBe(0)
    expect(
      store.configure(t0 + 1, { n: 2 }, [
        catalogueChange({ monitorId: 'a', breaks: false, serviceId: 'moved' }),
        catalogueChange({ monitorId: 'b', retired: true, breaks: false }),
      ]),
    ).toBe(1)
    expect(
      store.configure(t0 + 2, { n: 3 }, [
        catalogueChange({ monitorId: 'a', configHash: 'bb' }),
        catalogueChange({ monitorId: 'b', retired: true, breaks: false }),
      ]),
    ).toBe(2)
    expect(store.catalogue()).toMatchObject([
      { monitorId: 'a', span: 2, serviceId: 'cnops', configHash: 'bb', retiredAt: null, formerly: [] },
      { monitorId: 'b', span: 0, retiredAt: t0 + 1, definition: { url: 'https://www.cnops.org.ma/' } },
    ])
    // Back again: that is a new beginning.
    store.configure(t0 + 3, { n: 4 }, [catalogueChange({ monitorId: 'b' })])
    expect(store.catalogue()[1]).toMatchObject({ span: 3, retiredAt: null })
    expect(store.entries('config').map(({ body }) => body)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
  })

  it('moves what was derived to the new id of a renamed monitor', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.configure(t0, {}, [catalogueChange({ monitorId: 'old' })])
    const derived = {
      outages: [outage({ id: 'old-1', monitorId: 'old' })],
      gaps: [{ monitorId: 'old', from: t0, to: t0 + minute }],
    }
    store.record([look({ monitorId: 'old' })], derived)
    store.saveProgress([progress({ monitorId: 'old', throughSeq: 1, state: { n: 1 }, quarters: [quarterRun({ looks: 1 })] })])
    store.configure(t0, {}, [catalogueChange({ monitorId: 'new', formerly: ['old'], breaks: false })])
    for (const id of ['old', 'new']) {
      expect(store.currentId(id)).toBe('new')
      expect(store.outages({ monitorId: id })).toEqual([outage({ id: 'old-1', monitorId: 'new' })])
      expect(store.gaps(id, always)).toEqual([{ from: t0, to: t0 + minute }])
      expect(store.quarters([id], always)).toEqual(new Map([['new', [quarterRun({ looks: 1 })]]]))
    }
    // A permanent address stays what it was.
    expect(store.outage('old-1')).toEqual({ found: 'outage', outage: outage({ id: 'old-1', monitorId: 'new' }) })
    expect(store.snapshots()).toEqual([{ monitorId: 'new', throughSeq: 1, state: { n: 1 } }])
    // What is still derived under the old id lands under the new one.
    store.saveProgress([progress({ monitorId: 'new', quarters: [quarterRun({ looks: 2 })] })])
    expect(store.quarters(['new', 'old'], always)).toEqual(new Map([['new', [quarterRun({ looks: 2 })]]]))
    expect(store.catalogue()).toMatchObject([{ monitorId: 'new', span: 0, formerly: ['old'] }])
  })
})

describe('derived rows', () => {
  const outages = [
    outage({ id: 'x-1', monitorId: 'x', onset: onset(1), recovery: recovery(1) }),
    outage({ id: 'y-2', monitorId: 'y', onset: onset(2), recovery: recovery(2), confirmed: false }),
    outage({ id: 'y-3', monitorId: 'y', onset: onset(3), recovery: null, ongoing: true, maxMs: null }),
    outage({ id: 'x-3', monitorId: 'x', onset: { after: null, by: onset(3).by }, recovery: recovery(3), maxMs: null }),
  ]
  const cases: readonly {
    readonly name: string
    readonly filter: Parameters<ReturnType<typeof openStore>['outages']>[0]
    readonly ids: readonly string[]
  }[] = [
    { name: 'all, by onset and then by id', filter: {}, ids: ['x-1', 'y-2', 'x-3', 'y-3'] },
    { name: 'of one monitor', filter: { monitorId: 'y' }, ids: ['y-2', 'y-3'] },
    { name: 'confirmed', filter: { confirmed: true }, ids: ['x-1', 'x-3', 'y-3'] },
    { name: 'unconfirmed', filter: { confirmed: false }, ids: ['y-2'] },
    { name: 'ongoing', filter: { ongoing: true }, ids: ['y-3'] },
    { name: 'over', filter: { ongoing: false }, ids: ['x-1', 'y-2', 'x-3'] },
    { name: 'that meet a period: recovered within it', filter: { period: { from: recovery(1).by, to: onset(2).by } }, ids: ['x-1'] },
    { name: 'that meet a period: begun within it', filter: { period: { from: recovery(1).by + 1, to: onset(2).by + 1 } }, ids: ['y-2'] },
    { name: 'that meet a period: still ongoing long after', filter: { period: { from: onset(500).by, to: onset(501).by } }, ids: ['y-3'] },
    { name: 'a page at a time', filter: { limit: 2 }, ids: ['x-1', 'y-2'] },
    { name: 'the next page', filter: { afterId: 'y-2', limit: 1 }, ids: ['x-3'] },
    { name: 'the last page of one monitor', filter: { monitorId: 'y', afterId: 'y-2', limit: 9 }, ids: ['y-3'] },
  ]
  it.each(cases)('outages: $name', async ({ filter, ids }) => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.record([], { ...nothingDerived, outages })
    expect(store.outages(filter).map(({ id }) => id)).toEqual(ids)
  })

  it('are given back as they were written, and replaced by a later state', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const open = outage({ recovery: null, ongoing: true, maxMs: null, cause: null })
    store.record([look({ outcome: 'down' })], { ...nothingDerived, outages: [open] })
    expect(store.outages({})).toEqual([open])
    store.record([look({ counter: 1 })], {
      outages: [outage()],
      gaps: [{ monitorId: 'cnops-www', from: t0, to: t0 + 5 }],
    })
    expect(store.outages({})).toEqual([outage()])
    store.record([look({ counter: 2 })], {
      outages: [],
      gaps: [{ monitorId: 'cnops-www', from: t0, to: t0 + 9 }],
    })
    expect(store.gaps('cnops-www', always)).toEqual([{ from: t0, to: t0 + 9 }])
    expect(store.gaps('cnops-www', { from: t0 + 9, to: t0 + 20 })).toEqual([])
    expect(store.gaps('cnops-www', { from: t0 + 8, to: t0 + 20 })).toHaveLength(1)
  })

  it('are not written when the records are not', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    expect(() =>
      store.record([look(), look({ counter: 1, status: 200, durationMs: 1.5 })], { ...nothingDerived, outages: [outage()] }),
    ).toThrow('1.5 is not a whole number')
    expect(store.outages({})).toEqual([])
    expect(store.size()).toBe(0)
  })

  it('keep a snapshot for each monitor', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.saveProgress([progress({ monitorId: 'a', throughSeq: 3, state: { open: null, n: [1, 2.5] } })])
    store.saveProgress([progress({ monitorId: 'a', throughSeq: 4, state: 'x' }), progress({ monitorId: 'b', throughSeq: 4, state: null })])
    expect(store.snapshots()).toEqual([
      { monitorId: 'a', throughSeq: 4, state: 'x' },
      { monitorId: 'b', throughSeq: 4, state: null },
    ])
  })

  it('keep what was learned of each monitor, the newest alone', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    expect(store.learned('a')).toBeNull()
    const learned = { monitorId: 'a', configHash: 'aa', span: 3, state: { looks: [['x', 1]] } }
    store.saveLearned([
      { ...learned, span: 2 },
      { ...learned, monitorId: 'b' },
    ])
    store.saveLearned([learned])
    await using reader = openReader(dir.path)
    expect([reader.learned('a'), reader.learned('b')?.span]).toEqual([learned, 3])
  })

  it('find the templates of a monitor under all its names, by seq, and read no other one', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const named = ['new', 'old', 'other', 'old', 'new']
    store.record(
      named.map((monitor) => entry({ kind: 'template', body: { monitor } })),
      nothingDerived,
    )
    store.record([entry({ kind: 'label', body: { monitor: 'new' } })], nothingDerived)
    expect(store.templates(['new', 'old']).map(({ seq }) => seq)).toEqual([0, 1, 3, 4])
    expect(store.templates([])).toEqual([])
    const db = new Database(join(dir.path, 'vigie.db'), { readonly: true })
    const plan = db
      .prepare(`EXPLAIN QUERY PLAN SELECT * FROM entry WHERE kind = 'template' AND json_extract(body, '$.monitor') = ?`)
      .all('x')
    db.close()
    expect(JSON.stringify(plan)).toContain('USING INDEX entry_by_template')
  })

  it('keep sums of quarter hours over months, the later given of a quarter, and holes as holes', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const month = 31 * 24 * hourMs
    const long = quarterRun({ from: t0 - hourMs, count: 12 })
    store.saveProgress([progress({ quarters: [long] })])
    // The month ends within the run: it stands in two rows and is one again where it is read.
    expect(store.quarters(['cnops-www'], always).get('cnops-www')).toEqual([
      { ...long, count: 4 },
      { ...long, from: t0, count: 8 },
    ])
    store.saveProgress([progress({ quarters: [quarterRun({ from: t0 + hourMs, upMs: 1 }), quarterRun({ from: t0 + 3 * hourMs })] })])
    expect(store.quarters(['cnops-www'], { from: t0, to: t0 + 1 }).get('cnops-www')).toEqual([
      { ...long, from: t0, count: 4 },
      quarterRun({ from: t0 + hourMs, upMs: 1 }),
      { ...long, from: t0 + hourMs + hourMs / 4, count: 3 },
      quarterRun({ from: t0 + 3 * hourMs }),
    ])
    expect(store.quarters(['cnops-www'], { from: t0 + month, to: t0 + 2 * month }).size).toBe(0)
  })
})

describe('the address of an outage', () => {
  it('lasts: a rebuild leaves it, moves it or says that it was withdrawn', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const ids = ['kept', 'moved', 'moved-twice', 'withdrawn', 'unexplained']
    store.record(ids.map(minted), { ...nothingDerived, outages: ids.map((id, n) => outage({ id, onset: onset(n) })) })
    for (const id of ids) expect(store.outage(id).found).toBe('outage')
    expect(store.outage('never')).toEqual({ found: 'nothing' })

    store.replaceDerived(
      { ...nothingDerived, outages: [outage({ id: 'kept' }), outage({ id: 'better', onset: onset(9) })] },
      [progress({ throughSeq: 4, state: 1 })],
      [
        { id: 'moved', to: 'better', reason: 'a late look' },
        { id: 'moved-twice', to: 'moved', reason: 'a later look' },
        { id: 'withdrawn', to: null, reason: 'the controls were down' },
      ],
      t0,
    )
    expect(store.outages({}).map(({ id }) => id)).toEqual(['kept', 'better'])
    expect(store.outage('kept').found).toBe('outage')
    expect(store.outage('moved')).toEqual({ found: 'moved', to: 'better', reason: 'a late look', at: t0 })
    expect(store.outage('moved-twice')).toEqual({ found: 'moved', to: 'better', reason: 'a later look', at: t0 })
    expect(store.outage('withdrawn')).toEqual({ found: 'withdrawn', reason: 'the controls were down', at: t0 })
    expect(store.outage('unexplained')).toMatchObject({ found: 'withdrawn', reason: expect.stringContaining('no longer'), at: t0 })
    expect(store.snapshots()).toHaveLength(1)

    // Derived again: it stands for itself. What it led to before is gone, and what led to that is withdrawn.
    // What was found before keeps its instant.
    const again = [{ id: 'withdrawn', to: null, reason: 'the controls were down' }]
    store.replaceDerived({ ...nothingDerived, outages: [outage({ id: 'moved' })] }, [], again, t0 + 1)
    expect(store.outage('moved').found).toBe('outage')
    expect(store.outage('moved-twice')).toMatchObject({ found: 'moved', to: 'moved', at: t0 })
    expect(store.outage('withdrawn')).toMatchObject({ found: 'withdrawn', at: t0 })
    expect(store.outage('kept')).toMatchObject({ found: 'withdrawn', at: t0 + 1 })
  })

  it('does not lead in a circle', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.replaceDerived(
      nothingDerived,
      [],
      [
        { id: 'a', to: 'b', reason: 'one' },
        { id: 'b', to: 'a', reason: 'other' },
      ],
    )
    expect(store.outage('a').found).toBe('withdrawn')
  })
})

function minted(id: string): LogItem {
  return entry({ kind: 'outage', body: { id, monitorId: 'cnops-www' } })
}
