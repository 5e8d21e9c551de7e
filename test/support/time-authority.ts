import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import type { KeyAndChain } from './certificates.ts'

/** A real RFC 3161 authority: `openssl ts -reply` behind HTTP, with a root of its own. */
export interface TimeAuthority extends AsyncDisposable {
  readonly url: string
  /** PEM of the root that its tokens chain to. */
  readonly roots: string
  /** Requests so far. */
  readonly asked: () => number
  /** Answers to a request without the network. */
  readonly reply: (request: Uint8Array) => Promise<Buffer>
}

export type AuthorityKey = 'ec' | 'rsa'
type Part = (
  request: Buffer,
  reply: (request: Uint8Array) => Promise<Buffer>,
  response: ServerResponse,
  message: IncomingMessage,
) => unknown

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
const newKey: Readonly<Record<AuthorityKey, readonly string[]>> = { ec: curve, rsa: ['-newkey', 'rsa:2048'] }

export interface AuthorityOptions {
  /** What it signs tokens with. */
  readonly key?: AuthorityKey
  /** Replaces the honest answer; it gets the request and a way to make that answer. */
  readonly play?: Part
  /** Speaks https, as `localhost`. */
  readonly tls?: KeyAndChain
}

export async function startTimeAuthority(options: AuthorityOptions = {}): Promise<TimeAuthority> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-time-authority-'))
  makeAuthority(dir, newKey[options.key ?? 'ec'])
  const reply = replies(dir)
  let asked = 0
  const answer = (message: IncomingMessage, response: ServerResponse): void => {
    asked += 1
    void buffer(message).then((request) => (options.play ?? honest)(request, reply, response, message))
  }
  const server = (options.tls ? createSecureServer(options.tls, answer) : createServer(answer)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { port } = server.address() as AddressInfo
  return {
    url: options.tls ? `https://localhost:${port}/tsa` : `http://127.0.0.1:${port}/tsa`,
    roots: readFileSync(join(dir, 'ca.pem'), 'utf8'),
    asked: () => asked,
    reply,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      rmSync(dir, { recursive: true })
    },
  }
}

const honest: Part = async (request, reply, response) => {
  response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(await reply(request))
}

function makeAuthority(dir: string, keyArguments: readonly string[]): void {
  const issue = (name: string, key: readonly string[], ...more: readonly string[]): void => {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/O=Vigie tests/CN=${name}`]
    execFileSync('openssl', ['req', '-x509', ...key, '-nodes', '-days', '30', ...files, ...more], { cwd: dir, stdio: 'pipe' })
  }
  const use = 'extendedKeyUsage=critical,timeStamping'
  issue('ca', curve, '-addext', 'keyUsage=critical,keyCertSign')
  issue('tsa', keyArguments, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'basicConstraints=critical,CA:FALSE', '-addext', use)
  const lines = [
    'serial=serial',
    'signer_cert=tsa.pem',
    'certs=ca.pem',
    'signer_key=tsa.key',
    'signer_digest=sha512',
    'default_policy=1.2.3.4',
  ]
  const more = ['digests=sha256', 'accuracy=secs:1,millisecs:500,microsecs:100', 'clock_precision_digits=6', 'ess_cert_id_alg=sha256']
  writeFileSync(join(dir, 'tsa.cnf'), ['[tsa]', 'default_tsa=authority', '[authority]', ...lines, ...more, ''].join('\n'))
}

/** One at a time: the serial number is in a file. */
function replies(dir: string): TimeAuthority['reply'] {
  let last: Promise<unknown> = Promise.resolve()
  const answer = async (request: Uint8Array): Promise<Buffer> => {
    writeFileSync(join(dir, 'request.tsq'), request)
    const files = ['-config', 'tsa.cnf', '-queryfile', 'request.tsq', '-out', 'reply.tsr']
    await promisify(execFile)('openssl', ['ts', '-reply', ...files], { cwd: dir })
    return readFileSync(join(dir, 'reply.tsr'))
  }
  return (request) => {
    const next = last.then(() => answer(request))
    last = next.catch(() => {})
    return next
  }
}
