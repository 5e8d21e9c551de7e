import { array, assert, constant, integer, oneof, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDueHeap } from '../../src/daemon/due-heap.ts'

describe('the heap of what is due', () => {
  it('gives back everything, earliest first, in any order of pushing and popping', () => {
    assert(
      property(array(oneof(integer({ min: 0, max: 50 }), constant(null)), { maxLength: 200 }), (script) => {
        const heap = createDueHeap()
        let model: number[] = []
        for (const at of script) {
          if (at === null) {
            model = model.toSorted((a, b) => a - b)
            expect(heap.peek()?.at).toBe(model[0])
            expect(heap.pop()?.at).toBe(model.shift())
          } else {
            heap.push({ at })
            model.push(at)
          }
          expect(heap.size).toBe(model.length)
        }
      }),
    )
  })
})
