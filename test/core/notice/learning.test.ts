import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learningOf, looksLearned, resumeWatch } from '../../../src/core/notice/learning.ts'
import { readPage } from '../../../src/core/notice/page.ts'
import { type PageWatch, watchLook, watchPage } from '../../../src/core/notice/page-watch.ts'
import { traitsOf } from '../../../src/core/notice/traits.ts'
import { portalOf, seeded } from '../../support/portal.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const hour = 3_600_000
const portal = portalOf(3)

function watched(before: PageWatch, looks: number, random = seeded(looks)): PageWatch {
  let watch = before
  for (let made = 0; made < looks; made += 1) {
    const traits = traitsOf(readPage(portal.look(random)), portal.url)
    watch = watchLook(watch, traits, (watch.learnedAt ?? 0) + hour, hash).watch
  }
  return watch
}

const stored = (watch: PageWatch): unknown => JSON.parse(JSON.stringify(learningOf(watch)))

describe('what was learned so far', () => {
  it('is the same after it was stored, before and after a template', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 45 }), (looks) => {
        const watch = watched(watchPage(null), looks)
        expect(resumeWatch(watch.known.template, stored(watch))).toEqual(watch)
        expect(looksLearned(watch.known.template, stored(watch))).toBe(watch.known.since.looks)
      }),
      { numRuns: 20 },
    )
  })

  it('of another template than the newest is let go; when it was learned is not', () => {
    const learned = watched(watchPage(null), 25)
    const { template } = learned.known
    const unsaved = watched(watchPage(null), 19)
    expect(resumeWatch(template, stored(unsaved))).toEqual({ ...watchPage(template), learnedAt: 19 * hour })
    expect(looksLearned(template, stored(unsaved))).toBe(0)
    expect(resumeWatch(null, stored(learned))).toEqual({ ...watchPage(null), learnedAt: 25 * hour })
  })

  it.each([null, 'x', {}, { version: 2, since: {} }, { version: 1 }])('is nothing where %j is stored', (value) => {
    expect(resumeWatch(null, value)).toEqual(watchPage(null))
    expect(looksLearned(null, value)).toBe(0)
  })
})
