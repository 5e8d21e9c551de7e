import { array, assert, asyncProperty, constantFrom, integer, nat, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FigureOfPeriod, PeriodQuestion } from '../../../src/core/figure.ts'
import { endOf, type LogItem } from '../../../src/core/log.ts'
import { periodFigure } from '../../../src/evidence/bundle/period-figure.ts'
import { keptCheckpoint, keptSizes } from '../../../src/evidence/kept-checkpoints.ts'
import { logFiles, verifierKeys } from '../../../src/evidence/log-files.ts'
import { parseVerifierKey } from '../../../src/evidence/note-key.ts'
import { configOf, controls, looksOf, minute, monitorOf, now, round, serviceOf, testSite, type TestSite } from '../../web/site.ts'
import { signed } from './made.ts'

const rules = { confirmDown: 2, confirmUp: 2 }
const config = configOf([serviceOf('a', [monitorOf('a-www', { rules })])], { controls })
const beganAt = now - 200 * minute
const iso = (at: number): string => new Date(at).toISOString()

const asked = (from: string, to: string): PeriodQuestion => ({
  kind: 'period',
  serviceId: null,
  monitorIds: ['a-www'],
  from,
  to,
  timeZone: 'UTC',
})

function figureAt(site: TestSite, question: PeriodQuestion, size: number): FigureOfPeriod {
  const files = logFiles(site.dir)
  const checkpoint = keptCheckpoint(files.kept, size, verifierKeys(files).map(parseVerifierKey))
  if (checkpoint === null) throw new Error(`no checkpoint of ${size}`)
  return periodFigure(site.reader, question, checkpoint, () => null)
}

/** A look a minute, each followed by its control round; `d` by a fine one, `x` by one that was not, `p` by none. */
function itemsOf(script: string): readonly LogItem[] {
  return script.split('').flatMap((letter, index): readonly LogItem[] => {
    const at = beganAt + index * minute
    const looks = looksOf('a-www', letter === 'x' || letter === 'p' ? 'd' : letter, at, { controlled: true })
    if (letter === 'p' || looks.length === 0) return looks
    return letter === 'd' || letter === 'x' ? looks.concat([{ type: 'control', round: round(at + 2_000, letter === 'd') }]) : looks
  })
}

const scripts = array(record({ letter: constantFrom('u', 'u', 'd', 'd', 'd', 'x', 'p', '?', '.'), times: integer({ min: 1, max: 9 }) }), {
  minLength: 1,
  maxLength: 14,
}).map((runs) => runs.map(({ letter, times }) => letter.repeat(times)).join(''))

describe('the figure of a period', { timeout: 120_000 }, () => {
  it('is what its tree alone gives, whatever was recorded after it, and what pages say of a period that is over', async () => {
    await assert(
      asyncProperty(scripts, nat(99), nat(99), integer({ min: 1, max: 150 }), async (script, cut, start, length) => {
        const items = itemsOf(script)
        // The tree may end between a look and the control round that decides about it.
        const known = items.slice(0, Math.ceil((cut / 100) * items.length))
        // In per cent of the whole script.
        const from = beganAt + Math.floor((start / 100) * script.length * minute) - 17_000
        const to = from + Math.ceil((length / 100) * script.length * minute)
        const question = asked(iso(from), iso(to))
        await using early = await testSite(config, known)
        await signed(early.store, early.dir)
        const size = early.store.size()
        const [last] = early.reader.log(size - 1, 1)
        if (last === undefined || endOf(last) <= from) return
        await using late = await testSite(config, known)
        await signed(late.store, late.dir)
        await late.record(items.slice(known.length))
        await signed(late.store, late.dir)
        const figure = figureAt(early, question, size)
        expect(figureAt(late, question, size).result).toEqual(figure.result)
        const whole = figureAt(late, question, keptSizes(logFiles(late.dir).kept).at(-1) ?? 0).result
        const page = await late.json(`/api/v1/monitors/a-www/availability?from=${whole.from}&to=${whole.to}`)
        const [said] = whole.monitors
        const met = late.reader.outages({ monitorId: 'a-www', period: { from: Date.parse(whole.from), to: Date.parse(whole.to) } })
        expect(said?.outages).toBe(met.filter(({ confirmed }) => confirmed).length)
        expect(said?.unconfirmed).toBe(met.filter(({ confirmed }) => !confirmed).length)
        expect(page).toMatchObject({ upMs: said?.upMs, downMs: said?.downMs, ambiguousMs: said?.ambiguousMs })
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })

  it.each([
    ['the control round that decides about its last look', 'uuudd', 1],
    ['the look that followed its last one', 'uuuddu', 1],
  ])('does not know what came after its tree: %s', async (_name, script, later) => {
    const items = itemsOf(script)
    const known = items.slice(0, items.length - later)
    await using site = await testSite(config, known)
    await signed(site.store, site.dir)
    const size = site.store.size()
    const question = asked(iso(beganAt + minute), iso(beganAt + 10 * minute))
    const { result } = figureAt(site, question, size)
    await site.record(items.slice(known.length))
    await signed(site.store, site.dir)
    expect(figureAt(site, question, size).result).toEqual(result)
    expect(figureAt(site, question, site.store.size()).result).not.toEqual(result)
  })
})
