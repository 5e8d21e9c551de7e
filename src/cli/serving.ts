import { UsageError } from './command.ts'

/** The value of `--port`. Throws UsageError. */
export function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`)
  return port
}

/** Resolves when a command that serves until it is told to end has been told. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((wake) => signal.addEventListener('abort', () => wake(), { once: true }))
}
