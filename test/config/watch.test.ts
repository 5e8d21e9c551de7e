import { mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { watchConfig } from '../../src/config/watch.ts'
import { folder } from './folder.ts'

// Only signs count: the poll is too slow to help unless a test says otherwise.
const bySigns = { settleMs: 20, pollMs: 600_000 }
const byPoll = { settleMs: 1, pollMs: 30 }

interface Watch extends AsyncDisposable {
  /** Resolves when the watcher has called this often and waits again. */
  calls(count: number): Promise<void>
  readonly seen: () => number
}

async function start(files: readonly string[] | (() => readonly string[]), pace: typeof bySigns): Promise<Watch> {
  const stop = new AbortController()
  const state = { seen: 0, waiting: Promise.withResolvers<void>() }
  const onWaiting = () => {
    const { waiting } = state
    state.waiting = Promise.withResolvers()
    waiting.resolve()
  }
  const first = state.waiting.promise
  const done = watchConfig(files, () => void (state.seen += 1), stop.signal, { ...pace, onWaiting })
  await first
  return {
    seen: () => state.seen,
    calls: async (count) => {
      while (state.seen < count) await state.waiting.promise
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await done
    },
  }
}

describe('the watcher of the configuration', () => {
  it('tells a change written in place', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', 'a')
    await using watch = await start([file], bySigns)
    await writeFile(file, 'b')
    await watch.calls(1)
  })

  it('tells every change of an editor that renames a new file onto the old one', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', 'a')
    await using watch = await start([file], bySigns)
    for (const count of [1, 2, 3]) {
      await writeFile(`${file}.new`, String(count))
      await rename(`${file}.new`, file)
      await watch.calls(count)
    }
  })

  it('tells that a file vanished and that it is back', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', 'a')
    await using watch = await start([file], bySigns)
    await unlink(file)
    await watch.calls(1)
    await writeFile(file, 'a')
    await watch.calls(2)
  })

  it('waits for a file that is not there yet', async () => {
    await using home = await folder()
    await using watch = await start([join(home.path, 'secret')], bySigns)
    await home.write('secret', 'x')
    await watch.calls(1)
  })

  it('follows the links of mounted configuration, swapped as a whole', async () => {
    await using home = await folder()
    await home.write('..1/vigie.yaml', 'a')
    await home.write('..2/vigie.yaml', 'b')
    await symlink('..1', join(home.path, '..data'))
    const file = join(home.path, 'vigie.yaml')
    await symlink('..data/vigie.yaml', file)
    await using watch = await start([file], bySigns)
    await symlink('..2', join(home.path, '..new'))
    await rename(join(home.path, '..new'), join(home.path, '..data'))
    await watch.calls(1)
  })

  it('tells nothing of other files, nor of a file that was only read', async () => {
    await using home = await folder()
    const file = await home.write('vigie.yaml', 'a')
    await using watch = await start([file], bySigns)
    await home.write('vigie.db', 'x')
    await home.write('other.yaml', 'x')
    await writeFile(file, 'b')
    await watch.calls(1)
    expect(watch.seen()).toBe(1)
  })

  it('takes up the files that a reload names', async () => {
    await using home = await folder()
    const main = await home.write('vigie.yaml', 'a')
    const other = await home.write('more/other.yaml', 'a')
    let files = [main]
    await using watch = await start(() => files, bySigns)
    files = [main, other]
    await writeFile(main, 'b')
    await watch.calls(1)
    await writeFile(other, 'b')
    await watch.calls(2)
  })

  it('finds by looking what no sign tells: a folder that vanished and came back', async () => {
    await using home = await folder()
    const file = await home.write('etc/vigie.yaml', 'a')
    await using watch = await start([file], byPoll)
    await rm(join(home.path, 'etc'), { recursive: true })
    await watch.calls(1)
    await mkdir(join(home.path, 'etc'))
    await writeFile(file, 'b')
    await watch.calls(2)
    await writeFile(file, 'c')
    await watch.calls(3)
  })

  it('ends when it is told to, at once', async () => {
    await using home = await folder()
    const stop = new AbortController()
    const done = watchConfig([await home.write('vigie.yaml', 'a')], () => expect.unreachable(), stop.signal, bySigns)
    stop.abort()
    await done
  })
})
