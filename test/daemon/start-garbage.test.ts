import { cachedDataVersionTag } from 'node:v8'
import { expect, it } from 'vitest'
import { dropStartGarbage } from '../../src/start-garbage.ts'

it('collecting leaves no flag behind: what is compiled after it would be refused at the next start', () => {
  const before = cachedDataVersionTag()
  dropStartGarbage()
  expect(cachedDataVersionTag()).toBe(before)
})
