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
  // Their instants once more, side by side: the items lie all over the memory, and finding the earliest of 2,000 was waiting for it.
  const instants: number[] = []

  const put = (place: number, at: number, item: T): void => {
    instants[place] = at
    items[place] = item
  }
  /** Moves what stands at one place to another. */
  const move = (from: number, to: number): void => {
    const item = items[from]
    if (item !== undefined) put(to, instants[from] ?? 0, item)
  }
  /** The place whose children are all later, from the top down; those that are not move up. */
  const sink = (at: number): number => {
    const size = items.length
    let place = 0
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && (instants[child + 1] ?? 0) < (instants[child] ?? 0)) child += 1
      if ((instants[child] ?? 0) >= at) break
      move(child, place)
      place = child
    }
    return place
  }

  return {
    get size() {
      return items.length
    },
    peek: () => items[0],
    push(item) {
      const { at } = item
      let place = items.length
      while (place > 0) {
        const parent = (place - 1) >> 1
        if ((instants[parent] ?? 0) <= at) break
        move(parent, place)
        place = parent
      }
      put(place, at, item)
    },
    pop() {
      const top = items[0]
      const last = items.pop()
      const at = instants.pop()
      if (items.length > 0 && last !== undefined && at !== undefined) put(sink(at), at, last)
      return top
    },
    clear() {
      items.length = 0
      instants.length = 0
    },
  }
}
