import { main } from '../main.ts'

/** The process around `main`: signals, exit status, broken pipes. */
export async function run(): Promise<void> {
  const stop = new AbortController()
  process.on('SIGINT', () => stop.abort())
  process.on('SIGTERM', () => stop.abort())
  // `vigie export | head` closes our output early; that is the reader's right.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  try {
    process.exitCode = await main(process.argv.slice(2), {
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
