import { once } from 'node:events'
import { createServer } from 'node:http'

/** A page on loopback that answers with whatever status it is told to. */
export async function switchablePage(): Promise<AsyncDisposable & { readonly url: string; answer(status: number): void; asked(): number }> {
  let status = 200
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.writeHead(status, { 'content-type': 'text/html', connection: 'close' }).end('<p>here</p>')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`,
    answer(next) {
      status = next
    },
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
