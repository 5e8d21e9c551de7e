import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { TlsSettings } from '../core/monitor.ts'
import type { MonitorShape } from './schema.ts'
import type { At } from './scope.ts'
import { fault } from './scope.ts'
import { keepSecret, readSmallFile } from './secret.ts'

/** Reads and checks the files of a monitor's `tls:`; what is wrong is reported and left out. */
export async function readTls(at: At, tls: NonNullable<MonitorShape['tls']>): Promise<TlsSettings> {
  const ca = await pemFile(at, 'ca', tls.ca, isCertificates, 'holds no PEM certificate (-----BEGIN CERTIFICATE-----) that can be read')
  const cert = await pemFile(
    at,
    'cert',
    tls.cert,
    isCertificates,
    'holds no PEM certificate (-----BEGIN CERTIFICATE-----) that can be read',
  )
  const key = await pemFile(at, 'key', tls.key, isPrivateKey, 'holds no PEM private key that can be read without a passphrase')
  if (key !== null) keepSecret(at.scope.loading, key)
  if (tls.cert !== undefined && tls.key === undefined) fault(at, ['tls', 'cert'], 'needs its private key: add `key:`')
  if (tls.key !== undefined && tls.cert === undefined) fault(at, ['tls', 'key'], 'needs its certificate: add `cert:`')
  if (cert !== null && key !== null && !belongTogether(cert, key)) fault(at, ['tls', 'key'], 'is not the private key of `cert`')
  return { verify: String(tls.verify ?? true) === 'true', ca, cert, key }
}

async function pemFile(
  at: At,
  key: string,
  name: string | undefined,
  accepts: (pem: string) => boolean,
  complaint: string,
): Promise<string | null> {
  if (name === undefined) return null
  const read = await readSmallFile(at.scope, name)
  const wrong = 'fault' in read ? read.fault : accepts(read.text) ? null : `${name} ${complaint}`
  if (wrong !== null) fault(at, ['tls', key], wrong)
  return wrong === null && 'text' in read ? read.text : null
}

function isCertificates(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  return blocks.length > 0 && blocks.every((block) => succeeds(() => new X509Certificate(block)))
}

function isPrivateKey(pem: string): boolean {
  return succeeds(() => createPrivateKey(pem))
}

function belongTogether(cert: string, key: string): boolean {
  return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
}

function succeeds(parse: () => unknown): boolean {
  try {
    parse()
    return true
  } catch {
    return false
  }
}
