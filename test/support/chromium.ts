import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Readable, Writable } from 'node:stream'
import { temporaryDirectory } from './temporary.ts'

/** The system's Chromium (Debian: `apt-get install chromium`), or null: tests that need it are then skipped, and say so. */
export const chromiumPath: string | null =
  [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => path !== undefined && existsSync(path)) ?? null

/** What a skipped test prints. */
export const noChromium = 'no Chromium on this machine: install the Debian package "chromium", or name one in CHROMIUM'

/** One tab, driven over a pipe by the DevTools protocol (chromedevtools.github.io/devtools-protocol). */
export interface Tab extends AsyncDisposable {
  /** Loads an address and waits for its load event. */
  open(url: string): Promise<void>
  /** The value of an expression in the page; JSON only. A promise is waited for. */
  evaluate(expression: string): Promise<any>
  /** Resolves when the expression is true; asked at every frame. */
  until(expression: string): Promise<void>
  /** Presses and releases a key: `/`, `j`, `Escape`, `ArrowDown`. */
  press(key: string): Promise<void>
  /** Any other method of the protocol. */
  send(method: string, params?: object): Promise<any>
  /** Uncaught exceptions, errors written to the console, and what the page's policy refused. */
  readonly complaints: readonly string[]
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: any
  readonly result?: any
  readonly error?: { readonly message: string }
}

/** A condition that is not met by then is not met. */
const untilMs = 45_000

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
]

export async function openTab(path: string, { width = 1_280, height = 800 } = {}): Promise<Tab> {
  const home = await temporaryDirectory()
  const child = spawn(path, [...flags, `--window-size=${width},${height}`, `--user-data-dir=${home.path}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const [, , , commands, answers] = child.stdio
  if (!(commands instanceof Writable) || !(answers instanceof Readable)) throw new Error('Chromium was started without its pipes')
  const connection = connect(commands, answers)
  const { targetInfos } = await connection.send('Target.getTargets')
  const { targetId } = targetInfos.find(({ type }: { readonly type: string }) => type === 'page')
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true })
  const send = (method: string, params: object = {}) => connection.send(method, params, sessionId)
  for (const domain of ['Page', 'Runtime', 'Log']) await send(`${domain}.enable`)
  const evaluate = async (expression: string) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails !== undefined) throw new Error(`in the page: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`)
    return result.value
  }
  return {
    complaints: connection.complaints,
    send,
    evaluate,
    until: (expression) =>
      evaluate(`new Promise((done, fail) => {
        const ask = () => ((${expression}) ? done() : performance.now() > end ? fail(new Error(${JSON.stringify(expression)})) : requestAnimationFrame(ask))
        const end = performance.now() + ${untilMs}
        ask()
      })`),
    async open(url) {
      const loaded = connection.next('Page.loadEventFired')
      await send('Page.navigate', { url })
      await loaded
    },
    async press(key) {
      const text = key.length === 1 ? { text: key } : {}
      await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text })
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key })
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      await home[Symbol.asyncDispose]()
    },
  }
}

/** Messages are JSON, each ended by a zero byte. */
function connect(output: Writable, input: Readable) {
  const waiting = new Map<number, PromiseWithResolvers<any>>()
  const listening = new Map<string, PromiseWithResolvers<void>>()
  const complaints: string[] = []
  let count = 0
  let left = ''
  input.setEncoding('utf8')
  input.on('data', (text: string) => {
    const pieces = (left + text).split('\0')
    left = pieces.pop() ?? ''
    for (const piece of pieces) take(JSON.parse(piece))
  })
  const take = ({ id, method, params, result, error }: Message): void => {
    if (id !== undefined) {
      if (error === undefined) waiting.get(id)?.resolve(result)
      else waiting.get(id)?.reject(new Error(error.message))
      waiting.delete(id)
      return
    }
    if (method === 'Runtime.exceptionThrown')
      complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text)
    if (method === 'Runtime.consoleAPICalled' && params.type === 'error')
      complaints.push(params.args.map((one: any) => one.description ?? String(one.value)).join(' '))
    if (method === 'Log.entryAdded' && params.entry.source === 'security') complaints.push(params.entry.text)
    listening.get(method ?? '')?.resolve()
    listening.delete(method ?? '')
  }
  return {
    complaints,
    send(method: string, params: object = {}, sessionId?: string): Promise<any> {
      const answer = Promise.withResolvers<any>()
      waiting.set(++count, answer)
      output.write(`${JSON.stringify({ id: count, method, params, sessionId })}\0`)
      return answer.promise
    },
    next(method: string): Promise<void> {
      const event = Promise.withResolvers<void>()
      listening.set(method, event)
      return event.promise
    },
  }
}
