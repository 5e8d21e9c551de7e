import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment, flags } from '../src/process-settings.js'
import { testCertificates } from '../test/support/certificates.ts'
import { type BenchTarget, startTarget } from './target.ts'

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

/** A process of a benchmark that is asked from time to time what it has used (metered.js). */
export interface Part extends Disposable {
  used(): Promise<Used>
  /** Ends it in order. */
  end(): Promise<void>
}

/** `floor …` or `serve …`, see metered.js. */
export function startPart(args: readonly string[]): Part {
  // As `vigie serve` begins once more by itself, which a process with a channel to its parent cannot.
  const settings = args[0] === 'serve' ? { execArgv: [...process.execArgv, ...flags], env: { ...environment, ...process.env } } : {}
  const child = fork(join(import.meta.dirname, 'metered.js'), [...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], ...settings })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return {
    used: () =>
      new Promise((resolve, reject) => {
        child.once('message', (message) => resolve(message as Used))
        child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}: ${said}`)))
        child.send('used')
      }),
    async end() {
      child.kill('SIGTERM')
      await ended
    },
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  }
}

/** A target, and `vigie serve` watching it. */
export interface Watched extends Disposable {
  readonly target: BenchTarget
  readonly config: string
  /** A data directory that nobody has used. */
  freshData(): string
  /** `serve …` on one of them. */
  serve(dataDir: string): Part
}

/** `monitors` HTTP monitors of one target, ten a service. */
export async function watchedTarget(monitors: number, everyMs: number): Promise<Watched> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  const { good } = testCertificates()
  const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') }
  writeFileSync(files.cert, good.cert)
  writeFileSync(files.key, good.key)
  const target = await startTarget(files)
  const config = join(dir, 'vigie.yaml')
  writeFileSync(config, configText(target.http, monitors, everyMs))
  return {
    target,
    config,
    freshData: () => mkdtempSync(join(dir, 'data-')),
    serve: (dataDir) => startPart(['serve', '--config', config, '--data', dataDir, '--port', '0', '--log-level', 'warn']),
    [Symbol.dispose]() {
      target[Symbol.dispose]()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A configuration of `monitors` HTTP monitors below `url`, ten a service. */
export function configText(url: string, monitors: number, everyMs: number): string {
  const services = Array.from({ length: monitors / 10 }, (_, service) => {
    const own = Array.from({ length: 10 }, (__, i) => `{ id: bench-${service}-${i}, url: '${url}${service}/${i}' }`)
    return `  - { id: bench-${service}, name: Bench ${service}, monitors: [${own.join(', ')}] }`
  })
  return `site: { title: Bench, languages: [en] }\ndefaults: { every: ${everyMs / 1_000}s, timeout: 10s }\nservices:\n${services.join('\n')}\n`
}
