import { main } from '../main.ts'

/** The process around `main`: signals, exit status, broken pipes. */
export async function run(): Promise<void> {
  const argv = process.argv.slice(2)
  const stop = new AbortController()
  const onSignal = (): void => {
    // Whoever asks twice does not want to wait for an orderly end.
    if (stop.signal.aborted) process.exit(1)
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  const measures = argv[0] === 'serve' || argv[0] === 'demo'
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A daemon outlives the reader of its log, and the room for it.
      if (measures) return
      // `vigie export | head` closes our output early; that is the reader's right.
      if (error.code === 'EPIPE') process.exit(0)
      if (stream === process.stdout) process.stderr.write(`vigie: cannot write the output: ${error.message}\n`)
      process.exit(1)
    })
  }
  try {
    process.exitCode = await main(argv, {
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      env: process.env,
      signal: stop.signal,
    })
  } catch (error) {
    process.stderr.write(`vigie: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
