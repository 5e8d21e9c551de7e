// A child process that does one part of a benchmark and tells its parent what it has used so far, whenever it is asked.
// `metered.ts floor URL PER_GROUP` makes bare looks; `metered.ts serve …` is `vigie serve …` as it is, flags of its launcher included.

/** What a process has used since it started. */
export interface Used {
  /** User and system time of all its threads, ms. */
  readonly cpuMs: number
  /** The same of its main thread alone. */
  readonly mainMs: number
  readonly residentMb: number
  /** Looks made, by the floor; the daemon's are counted in its store. */
  readonly looks: number
}

const groupMs = 100
let looks = 0

if (process.send !== undefined) {
  process.on('message', () => process.send?.(used()))
  // Whoever asks must not keep the daemon from ending.
  process.channel?.unref()
  const [part, url = '', perGroup = '0'] = process.argv.slice(2)
  if (part === 'floor') await runFloor(url, Number(perGroup))
  else await import(new URL('../bin/vigie.js', import.meta.url).href)
}

function used(): Used {
  const all = process.cpuUsage()
  const main = process.threadCpuUsage()
  return {
    cpuMs: (all.user + all.system) / 1_000,
    mainMs: (main.user + main.system) / 1_000,
    residentMb: process.memoryUsage.rss() / 1_048_576,
    looks,
  }
}

/** As many looks at once every 100 ms, as the daemon begins its own, until it is ended. */
async function runFloor(url: string, perGroup: number): Promise<void> {
  const { createFloor } = await import('./floor.ts')
  const look = createFloor(null)
  setInterval(() => {
    for (let i = 0; i < perGroup; i += 1) void look(url).then(() => (looks += 1))
  }, groupMs)
}
