import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TestContext } from 'vitest'

const run = promisify(execFile)

/** Output of a shell script that may mount; the test is skipped where the kernel does not let us. */
export async function inNamespace(context: TestContext, script: string, args: readonly string[]): Promise<string> {
  const possible = await run('unshare', ['-Urm', 'true']).then(
    () => true,
    () => false,
  )
  if (!possible) context.skip('no user namespaces here, so no small or read-only file system can be mounted')
  const { stdout } = await run('unshare', ['-Urm', 'sh', '-c', script, 'sh', ...args])
  return stdout
}
