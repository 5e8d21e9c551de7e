import { execFileSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

/** What goes wrong: operation `n` of a kind, or it and all after it. */
export interface Fault {
  readonly kinds: 'space' | 'all writes' | 'reads'
  readonly code: 'ENOSPC' | 'EIO'
  readonly after: boolean
}

/** Each kind with the way in which disks fail so: one that fills up stays full, one that wears out fails here and there. */
export const faults: readonly Fault[] = [
  { kinds: 'space', code: 'ENOSPC', after: true },
  { kinds: 'all writes', code: 'EIO', after: false },
  { kinds: 'reads', code: 'EIO', after: false },
]

/** What came of one n, as program.ts says it. `met`: there was such an operation. */
export interface Outcome {
  readonly n: number
  readonly met: boolean
  /** Steps that failed, with the code of the StoreError. */
  readonly failed: readonly string[]
  readonly problems: readonly string[]
}

/** As shim.c counts them. */
const bits: Readonly<Record<Fault['kinds'], number>> = { space: 1, 'all writes': 3, reads: 4 }

/** Compiles the shim into a directory; null, with the reason, where that is not possible. */
export function buildShim(dir: string): { readonly file: string } | { readonly impossible: string } {
  if (process.platform !== 'linux') return { impossible: 'faults are injected through LD_PRELOAD, which is for Linux' }
  const file = join(dir, 'shim.so')
  try {
    execFileSync('cc', ['-O1', '-shared', '-fPIC', '-o', file, join(import.meta.dirname, 'shim.c'), '-ldl'], { stdio: 'pipe' })
    return { file }
  } catch (error) {
    return { impossible: `no C compiler makes the shim that injects faults: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** In a process with the shim, for files below `VIGIE_FAULT_DIR`: arms operation `n`. */
export function arm({ kinds, code, after }: Fault, n: number): void {
  order(`${n}-${constants.errno[code]}-${Number(after)}-${bits[kinds]}`)
}

/** Ends the fault; true when it was met. */
export function disarm(): boolean {
  return order('0-0-0-0') === 'EEXIST'
}

function order(words: string): unknown {
  try {
    openSync(join(process.env['VIGIE_FAULT_DIR'] ?? '', `.fault-${words}`), 'r')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EEXIST') return code
    // A process without the shim would find the file missing as well, for ever.
    if (code === 'ENOENT' && process.env['LD_PRELOAD'] !== undefined) return code
    throw error
  }
  throw new Error('the shim is not loaded')
}
