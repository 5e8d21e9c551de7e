/** Something that is due at an instant (UTC ms). */
export interface Dated {
  readonly at: number
}

/** A binary heap: the earliest on top. Pushing and popping cost O(log n); of equals, any comes first. */
export interface DueHeap<T extends Dated> {
  readonly size: number
  push(item: T): void
  peek(): T | undefined
  pop(): T | undefined
  clear(): void
}

export function createDueHeap<T extends Dated>(): DueHeap<T> {
  const items: T[] = []

  const before = (i: number, j: number): boolean => {
    const a = items[i]
    const b = items[j]
    return a !== undefined && b !== undefined && a.at < b.at
  }
  const swap = (i: number, j: number): void => {
    const a = items[i]
    const b = items[j]
    if (a === undefined || b === undefined) return
    items[i] = b
    items[j] = a
  }
  const sink = (): void => {
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      const least = before(left + 1, left) ? left + 1 : left
      if (!before(least, i)) return
      swap(least, i)
      i = least
    }
  }

  return {
    get size() {
      return items.length
    },
    peek: () => items[0],
    push(item) {
      items.push(item)
      for (let i = items.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1
        if (!before(i, parent)) return
        swap(i, parent)
        i = parent
      }
    },
    pop() {
      const top = items[0]
      const last = items.pop()
      if (items.length > 0 && last !== undefined) {
        items[0] = last
        sink()
      }
      return top
    },
    clear() {
      items.length = 0
    },
  }
}
