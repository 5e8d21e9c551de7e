import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { failureCodes } from '../../src/core/failure.ts'
import { failureCodesPage } from '../../tools/docs/failure-codes.ts'

describe('docs/failure-codes.md', () => {
  it('is what `npx node tools/docs/failure-codes.ts` writes', () => {
    expect(readFileSync(new URL('../../docs/failure-codes.md', import.meta.url), 'utf8')).toBe(failureCodesPage())
  })

  it('has one row for every code', () => {
    const rows = failureCodesPage().matchAll(/^\| `(\w+)` \|/gm)
    const listed = Array.from(rows, ([, code]) => code)
    expect(listed).toHaveLength(Object.keys(failureCodes).length)
    expect(new Set(listed)).toEqual(new Set(Object.keys(failureCodes)))
  })
})
