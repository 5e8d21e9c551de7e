import type { Io } from './command.ts'

/** A line on standard error that is written over as work goes on; nothing where it is not a terminal. */
export interface ProgressLine {
  say(done: number, total: number): void
  /** Where nobody knows how many there will be. */
  count(done: number, what: string): void
  /** Removes the line. */
  end(): void
}

export function progressLine(io: Pick<Io, 'stderr'>, doing: string): ProgressLine {
  if (io.stderr.isTTY !== true) return { say: () => {}, count: () => {}, end: () => {} }
  let shown = ''
  const show = (text: string): void => {
    const line = `${doing} ${text}`
    if (line === shown) return
    io.stderr.write(`\r${line.padEnd(shown.length)}`)
    shown = line
  }
  return {
    say: (done, total) => show(`${total === 0 ? 100 : Math.floor((done / total) * 100)} %`),
    count: (done, what) => show(`${done} ${what}`),
    end() {
      if (shown !== '') io.stderr.write(`\r${' '.repeat(shown.length)}\r`)
    },
  }
}
