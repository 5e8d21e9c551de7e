import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, existsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A key and the chain to present with it, PEM. */
export interface KeyAndChain {
  readonly key: string
  readonly cert: string
}
export interface Certificates {
  /** The root that tests trust, PEM. */
  readonly ca: string
  /** Names: `localhost`, `*.example.test`; addresses: 127.0.0.1, ::1. */
  readonly good: KeyAndChain
  readonly expired: KeyAndChain
  readonly notYetValid: KeyAndChain
  /** For `elsewhere.test` only. */
  readonly wrongHost: KeyAndChain
  readonly selfSigned: KeyAndChain
  /** Signed by a root that nobody trusts. */
  readonly untrusted: KeyAndChain
  /** Signed by an intermediate that the server forgets to send. */
  readonly incomplete: KeyAndChain
  /** The same, complete. */
  readonly chained: KeyAndChain
  /** For mutual TLS. */
  readonly client: KeyAndChain
}

/** Bump when the recipe changes: certificates are kept in the temporary directory between runs. */
const recipe = 'v1'

/** Certificates of every kind a server may present, made with the openssl command line (EC P-256: milliseconds each) and kept for a month. */
export function testCertificates(): Certificates {
  const month = new Date().toISOString().slice(0, 7)
  const dir = join(tmpdir(), `vigie-test-certificates-${recipe}-${month}-${process.getuid?.() ?? 0}`)
  if (!existsSync(dir)) make(dir)
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8')
  const pair = (name: string, ...chain: string[]): KeyAndChain => ({
    key: read(`${name}.key`),
    cert: [name, ...chain].map((one) => read(`${one}.pem`)).join(''),
  })
  return {
    ca: read('root.pem'),
    good: pair('good'),
    expired: pair('expired'),
    notYetValid: pair('not-yet-valid'),
    wrongHost: pair('wrong-host'),
    selfSigned: pair('self-signed'),
    untrusted: pair('untrusted'),
    incomplete: pair('chained'),
    chained: pair('chained', 'intermediate'),
    client: pair('client'),
  }
}

const here = 'subjectAltName=DNS:localhost,DNS:*.example.test,IP:127.0.0.1,IP:::1'
const authority = 'basicConstraints=critical,CA:TRUE'
const always = ['20000101000000Z', '20990101000000Z'] as const

function make(dir: string): void {
  const work = mkdtempSync(join(tmpdir(), 'vigie-certificates-'))
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: work, stdio: 'pipe' })
  }
  const issue = (name: string, issuer: string | null, extension: string, [from, to]: readonly [string, string] = always): void => {
    openssl(
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/O=Vigie tests/CN=${name}`,
    )
    writeFileSync(join(work, `${name}.ext`), `${extension}\n`)
    mkdirSync(join(work, `${name}.new`))
    writeFileSync(join(work, `${name}.db`), '')
    writeFileSync(
      join(work, `${name}.cnf`),
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${name}.db\nnew_certs_dir=${name}.new\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\norganizationName=optional\ncommonName=supplied\n`,
    )
    const signer = issuer ? ['-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`] : ['-selfsign', '-keyfile', `${name}.key`]
    openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      `${name}.cnf`,
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.pem`,
      '-extfile',
      `${name}.ext`,
      '-startdate',
      from,
      '-enddate',
      to,
      ...signer,
    )
  }
  issue('root', null, authority)
  issue('good', 'root', here)
  issue('expired', 'root', here, ['20000101000000Z', '20010101000000Z'])
  issue('not-yet-valid', 'root', here, ['20980101000000Z', '20990101000000Z'])
  issue('wrong-host', 'root', 'subjectAltName=DNS:elsewhere.test')
  issue('self-signed', null, here)
  issue('other-root', null, authority)
  issue('untrusted', 'other-root', here)
  issue('intermediate', 'root', authority)
  issue('chained', 'intermediate', here)
  issue('client', 'root', 'extendedKeyUsage=clientAuth')
  publish(work, dir)
}

/** Several test files may make them at once: the first to finish wins. */
function publish(work: string, dir: string): void {
  try {
    renameSync(work, dir)
  } catch (error) {
    if (!existsSync(dir)) throw error
    rmSync(work, { recursive: true })
  }
}
