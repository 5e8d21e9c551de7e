import { dayMs } from './happening.ts'
import type { Random } from './random.ts'

/** What of a server changes rarely. `turnTo` overwrites it. */
export interface Face {
  /** Lets time pass up to this instant; instants must ascend. */
  turnTo(at: number): void
  address: string
  family: 4 | 6
  /** null without TLS. */
  tlsVersion: string | null
  certificate: string | null
  bodyLength: number
}

const renewMs = 60 * dayMs
const addressesMs = 120 * dayMs
const editsMs = 3 * dayMs
// Addresses of the ranges that are set aside for examples (RFC 5737, RFC 3849).
const ranges = ['192.0.2.', '198.51.100.', '203.0.113.']

/**
 * A server's face: a certificate that is renewed every 60 days, an address that changes a few times a year, one move to TLS 1.3 at most, and a
 * page that changes its length about every third day.
 */
export function createFace(random: Random, handshakes: boolean, from: number): Face {
  const family = random.next() < 0.2 ? 6 : 4
  const modernAt = random.next() < 0.8 ? from : from + random.exponential(400 * dayMs)
  let readdressAt = from
  let editAt = from + random.exponential(editsMs)
  let renewAt = handshakes ? from : Number.POSITIVE_INFINITY
  let renewEarlyMs = random.next() * renewMs
  let turnAt = from

  const face: Face = {
    address: '',
    family,
    tlsVersion: handshakes ? 'TLSv1.2' : null,
    certificate: null,
    bodyLength: Math.round(random.lognormal(40_000, 0.8)),
    turnTo(at) {
      if (at < turnAt) return
      if (at >= readdressAt) {
        face.address = addressOf(random, family)
        readdressAt = at + random.exponential(addressesMs)
      }
      if (at >= editAt) {
        face.bodyLength = Math.max(500, face.bodyLength + random.integer(-900, 1_000))
        editAt = at + random.exponential(editsMs)
      }
      if (at >= renewAt) {
        face.certificate = Array.from({ length: 8 }, () => random.bits().toString(16).padStart(8, '0')).join('')
        // The first was some days old when the history began.
        renewAt = at + renewMs - renewEarlyMs
        renewEarlyMs = 0
      }
      if (handshakes && at >= modernAt) face.tlsVersion = 'TLSv1.3'
      turnAt = Math.min(readdressAt, editAt, renewAt, at < modernAt ? modernAt : Number.POSITIVE_INFINITY)
    },
  }
  return face
}

function addressOf(random: Random, family: 4 | 6): string {
  if (family === 6) return `2001:db8:${random.integer(1, 0xffff).toString(16)}::${random.integer(1, 0xffff).toString(16)}`
  return `${ranges[random.integer(0, ranges.length - 1)]}${random.integer(1, 254)}`
}
