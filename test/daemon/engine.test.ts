import { cachedDataVersionTag } from 'node:v8'
import { expect, it } from 'vitest'
import { dropGarbage } from '../../src/engine.ts'

it('collecting leaves no flag behind: what is compiled after it would be refused at the next start', () => {
  const before = cachedDataVersionTag()
  dropGarbage()
  expect(cachedDataVersionTag()).toBe(before)
})
