// A child process that does one part of a benchmark and tells its parent what it has used so far (`Used`, daemon.ts), whenever it is asked.
// `metered.js floor URL PER_GROUP` makes bare looks; `metered.js serve …` is `vigie serve …` as it is, with the settings of its launcher (daemon.ts).
// Plain JavaScript as bin/vigie.js is: a first file in TypeScript makes Node load its type stripper, some 10 MB that the daemon never holds.

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

/** @returns {import('./daemon.ts').Used} */
function used() {
  const all = process.cpuUsage()
  const main = process.threadCpuUsage()
  return {
    cpuMs: (all.user + all.system) / 1_000,
    mainMs: (main.user + main.system) / 1_000,
    residentMb: process.memoryUsage.rss() / 1_048_576,
    looks,
  }
}

/**
 * As many looks at once every 100 ms, as the daemon begins its own, until it is ended.
 * @param {string} url
 * @param {number} perGroup
 */
async function runFloor(url, perGroup) {
  const { createFloor } = await import('./floor.ts')
  const look = createFloor(null)
  setInterval(() => {
    for (let i = 0; i < perGroup; i += 1) void look(url).then(() => (looks += 1))
  }, groupMs)
}
