import type { FSWatcher } from 'node:fs'
import { watch } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** How quickly a change is told, ms. */
export interface Pace {
  /** From the first sign of a change to looking, so that an editor's several steps are one change. */
  readonly settleMs: number
  /** Looking without a sign: network file systems give none, and a folder that vanished cannot. */
  readonly pollMs: number
  /** Called whenever everything is watched and nothing is left to do but wait. */
  readonly onWaiting?: () => void
}

/**
 * Calls `onChange` after any of these files has changed, appeared or vanished, until `signal` is aborted; then it resolves. It watches the
 * folders, since editors replace a file by renaming another one onto it, and mounted configuration swaps a symbolic link beside it.
 * Changes before the call count as known. `files` may be a function, asked again after each change: one watch then outlives reloads that
 * name other files, and misses no change that is made while `onChange` (awaited) still reads.
 */
export async function watchConfig(
  files: readonly string[] | (() => readonly string[]),
  onChange: () => void | Promise<void>,
  signal: AbortSignal,
  pace: Pace = usualPace,
): Promise<void> {
  const listed = typeof files === 'function' ? files : () => files
  const folders = new Map<string, FSWatcher>()
  let sign = Promise.withResolvers<void>()
  let known = await fingerprints(listed())
  try {
    while (!signal.aborted) {
      await watchFolders(folders, listed(), () => sign.resolve())
      pace.onWaiting?.()
      await Promise.race([sign.promise, pause(pace.pollMs, signal)])
      sign = Promise.withResolvers()
      await pause(pace.settleMs, signal)
      const seen = await fingerprints(listed())
      const changed = [...seen].some(([file, print]) => known.has(file) && known.get(file) !== print)
      known = seen
      if (changed && !signal.aborted) await onChange()
    }
  } finally {
    for (const watcher of folders.values()) watcher.close()
  }
}

const usualPace: Pace = { settleMs: 200, pollMs: 5000 }

/** By file, a text that differs when the file does. The inode tells a replaced file, ctime a changed right to read. */
async function fingerprints(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const prints = await Promise.all(
    files.map(async (file) => {
      const found = await stat(file, { bigint: true }).catch(() => null)
      const print = found === null ? 'absent' : `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`
      return [file, print] as const
    }),
  )
  return new Map(prints)
}

/** Watches the folders that exist and are not watched yet: those of the files and those that symbolic links lead to. */
async function watchFolders(folders: Map<string, FSWatcher>, files: readonly string[], onSign: () => void): Promise<void> {
  const real = await Promise.all(files.map((file) => realpath(file).catch(() => file)))
  const names = new Set([...files, ...real].map((file) => basename(file)))
  for (const folder of new Set([...files, ...real].map((file) => dirname(file)))) {
    if (folders.has(folder)) continue
    const watcher = openWatcher(folder, (name) => {
      // A busy database may live in the same folder. Names that begin with `..` are the links of mounted configuration.
      if (name === null || names.has(name) || name.startsWith('..')) onSign()
    })
    if (watcher === null) continue
    folders.set(folder, watcher)
    const drop = (): void => {
      watcher.close()
      folders.delete(folder)
    }
    // A vanished folder is an event on its own name, or an error; either way it is opened anew when it is back.
    watcher.on('error', drop)
    watcher.on('change', (_event, name) => {
      if (String(name) === basename(folder)) drop()
    })
  }
}

function openWatcher(folder: string, onEvent: (name: string | null) => void): FSWatcher | null {
  try {
    return watch(folder, { persistent: false }, (_event, name) => onEvent(name))
  } catch {
    return null
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
