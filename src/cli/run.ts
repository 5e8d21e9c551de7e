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
      if (error.code !== 'EPIPE') throw error
      // `vigie export | head` closes our output early; that is the reader's right. A daemon outlives the reader of its log.
      if (!measures) process.exit(0)
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
