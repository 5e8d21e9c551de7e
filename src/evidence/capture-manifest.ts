import type { Capture, CapturedHop, CapturedResponse, ErasedBody } from '../core/capture.ts'
import { json, type WarcMaker } from './capture-warc.ts'
import { EvidenceError } from './evidence-error.ts'
import { sha256 } from './hash.ts'

/** Bytes by their SHA-256 (hex) and length. */
export type BlobRef = ErasedBody

/** A capture whose bodies, certificates and text are kept apart, by their hash; heads and requests are latin1 text. */
export interface CaptureManifest extends Omit<Capture, 'hops'> {
  readonly v: 1
  /** Who looked. */
  readonly maker: WarcMaker
  readonly hops: readonly ManifestHop[]
  /** What a reader of the last answer saw, line by line, UTF-8; null when there was no text. */
  readonly text: BlobRef | null
}
export interface ManifestHop extends Omit<CapturedHop, 'chain' | 'request' | 'response'> {
  readonly chain: readonly string[]
  readonly request: string | null
  readonly response: (Pick<CapturedResponse, 'truncated'> & { readonly head: string; readonly body: BlobRef }) | null
}

/** Bytes to keep, and what they are. */
export interface Blob extends BlobRef {
  readonly kind: 'body' | 'certificate' | 'text'
  readonly bytes: Uint8Array
}

/** The capture taken apart: its manifest (RFC 8785 JSON) and the bytes that it names, each once. */
export function takeApart(
  capture: Capture,
  text: string | null,
  maker: WarcMaker,
): { readonly manifest: Uint8Array; readonly blobs: readonly Blob[] } {
  const blobs = new Map<string, Blob>()
  const keep = (kind: Blob['kind'], bytes: Uint8Array): BlobRef => {
    const ref = { sha256: hex(bytes), length: bytes.length }
    if (!blobs.has(ref.sha256)) blobs.set(ref.sha256, { kind, bytes, ...ref })
    return ref
  }
  const hops = capture.hops.map(({ chain, request, response, ...hop }): ManifestHop => {
    const taken = {
      chain: chain.map((der) => keep('certificate', der).sha256),
      request: request === null ? null : latin1(request),
      response: response === null ? null : responseApart(response, keep),
    }
    return Object.assign(hop, taken)
  })
  const manifest: CaptureManifest = { ...capture, hops, maker, text: text === null ? null : keep('text', Buffer.from(text)), v: 1 }
  return { manifest: json(manifest), blobs: [...blobs.values()] }
}

/** The manifest that these bytes are. Throws EvidenceError for another version. */
export function parseManifest(bytes: Uint8Array): CaptureManifest {
  // Its hash is its name, so it is what was written.
  const manifest: CaptureManifest = JSON.parse(Buffer.from(bytes).toString('utf8'))
  if (manifest.v !== 1) throw new EvidenceError(`a capture of version ${String(manifest.v)}; this vigie reads version 1`)
  return manifest
}

/** The capture put together again; `bytesOf` answers null for a body that was erased. */
export function putTogether(manifest: CaptureManifest, bytesOf: (ref: string) => Uint8Array | null): Capture {
  const { monitorId, vantageId, boot, counter, at, lookups, controls } = manifest
  const hops = manifest.hops.map(({ chain, request, response, ...hop }): CapturedHop => {
    const together = {
      chain: chain.map(bytesOf).filter((der) => der !== null),
      request: request === null ? null : Buffer.from(request, 'latin1'),
      response: response === null ? null : responseTogether(response, bytesOf),
    }
    return Object.assign(hop, together)
  })
  return { monitorId, vantageId, boot, counter, at, lookups, hops, controls }
}

/** Every hash that a manifest names. */
export function refsOf({ hops, text }: CaptureManifest): readonly string[] {
  const named = hops.flatMap(({ chain, response }) => [...chain, ...(response === null ? [] : [response.body.sha256])])
  return [...new Set([...named, ...(text === null ? [] : [text.sha256])])]
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(sha256(bytes)).toString('hex')
}

type Keep = (kind: Blob['kind'], bytes: Uint8Array) => BlobRef

function responseApart({ head, body, truncated }: CapturedResponse, keep: Keep): ManifestHop['response'] {
  return { head: latin1(head), body: body instanceof Uint8Array ? keep('body', body) : body, truncated }
}

function responseTogether(
  { head, body, truncated }: NonNullable<ManifestHop['response']>,
  bytesOf: (ref: string) => Uint8Array | null,
): CapturedResponse {
  return { head: Buffer.from(head, 'latin1'), body: bytesOf(body.sha256) ?? body, truncated }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
