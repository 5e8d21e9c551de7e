import { ASN1Obj } from '@sigstore/core'
import { EvidenceError } from './evidence-error.ts'

/** One value of DER, with what stands inside it. */
export interface Asn1 {
  /** As received: tag, length, content. */
  readonly der: Uint8Array
  readonly content: Uint8Array
  /** Number `place` of the values inside; throws EvidenceError when there is none. */
  readonly at: (place: number, what: string) => Asn1
  readonly parts: readonly Asn1[]
  /** Identifier byte: 0x02 INTEGER, 0x04 OCTET STRING, 0x06 OBJECT IDENTIFIER, 0x30 SEQUENCE, 0xa0 context-specific [0] … */
  readonly tag: number
  /** Of an OBJECT IDENTIFIER, dotted; throws EvidenceError for anything else. */
  readonly oid: () => string
  /** Of an INTEGER; throws EvidenceError for anything else. */
  readonly integer: () => bigint
}

/** Reads DER strictly: one value, no byte after it. `what` begins the messages. Throws EvidenceError. */
export function parseAsn1(bytes: Uint8Array, what: string): Asn1 {
  return view(parsed(bytes, what), what)
}

function parsed(bytes: Uint8Array, what: string): ASN1Obj {
  try {
    return ASN1Obj.parseBuffer(Buffer.from(bytes))
  } catch (cause) {
    throw new EvidenceError(`${what}: not DER`, { cause })
  }
}

function view(value: ASN1Obj, what: string): Asn1 {
  // An OCTET STRING is opaque here; the library looks into it unasked.
  const content = value.value
  const parts = value.tag.constructed ? value.subs.map((sub) => view(sub, what)) : []
  return {
    der: withHeader(content),
    content,
    parts,
    tag: value.tag.toDER(),
    at: (place, name) => parts[place] ?? fail(`${what}: no ${name}`),
    oid: () => (value.tag.isOID() ? value.toOID() : fail(`${what}: not an object identifier where one must be`)),
    integer: () => (value.tag.isInteger() ? value.toInteger() : fail(`${what}: not an integer where one must be`)),
  }
}

/** The library keeps views into what it read, and refuses tags of several bytes and lengths that are not the shortest. */
function withHeader(content: Uint8Array): Uint8Array {
  const lengthBytes = content.length < 0x80 ? 1 : 1 + Math.ceil(content.length.toString(16).length / 2)
  return new Uint8Array(content.buffer, content.byteOffset - 1 - lengthBytes, 1 + lengthBytes + content.length)
}

function fail(message: string): never {
  throw new EvidenceError(message)
}
