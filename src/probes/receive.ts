import type { OnReadOpts, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/**
 * Every plain connection of a thread reads into this one buffer. Node would make a buffer of 64 KiB for each read instead, which costs a
 * fifth of a bare look over a socket.
 */
const shared = Buffer.allocUnsafeSlow(64 * 1024)

/** The way for a new socket to read into the shared buffer; `owner` is the socket itself. It has to be read by `receive`. */
export function intoSharedBuffer(owner: () => Socket): OnReadOpts {
  return {
    buffer: shared,
    callback(length) {
      const bytes = shared.subarray(0, length)
      if (owner().emit('bytes', bytes)) return true
      // Nobody listens yet: kept in the stream, where TLS and `receive` look for it, and no more is read until then.
      owner().unshift(Buffer.from(bytes))
      return false
    },
  }
}

/** Hands over the bytes of a socket as they come. They are `take`'s until it returns: it must copy what it keeps. */
export function receive(socket: Socket, take: (bytes: Buffer) => void): void {
  if (socket instanceof TLSSocket) {
    socket.on('data', take)
    return
  }
  socket.on('bytes', take)
  if (socket.readableLength === 0) return
  take(socket.read())
  socket.resume()
}
