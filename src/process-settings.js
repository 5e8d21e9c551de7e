// @ts-check
// Plain JavaScript: bin/vigie.js asks for it before anything is compiled.

/**
 * V8 with one helper thread, which is what two cores leave for it: a collection every second shared among four threads costs up to a fifth
 * more CPU than the one that does it alone (bench/README.md, "Why these settings").
 */
export const flags = ['--no-parallel-scavenge', '--v8-pool-size=1']

/**
 * For the memory allocator of glibc (mallopt(3)); others do not read it. Buffers of 128 KiB and more go back to the system when they are
 * freed, as at the start: by itself glibc raises that limit with the first big buffer that is freed, and keeps all later ones. One arena
 * for all threads: each thread with its own keeps its own free memory. Together 30 to 60 MB with 2,000 monitors.
 */
export const environment = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' }

/**
 * Both are read as a process begins. So it begins once more: execve(2) puts the same command, with the settings, in the place of this one,
 * under the same process id. What the user set wins. Returns where it began so already, or cannot.
 */
export function beginWithSettings() {
  if (process.execve === undefined || process.channel || flags.some((flag) => process.execArgv.includes(flag))) return
  try {
    const args = [...process.execArgv, ...flags, ...process.argv.slice(1)]
    process.execve(process.execPath, [process.argv0, ...args], { ...environment, ...process.env })
  } catch {
    // Where the system forbids it, the daemon runs without, and takes more.
  }
}
