import { once } from 'node:events'
import { createServer } from 'node:http'

export interface SwitchablePage extends AsyncDisposable {
  readonly url: string
  answer(status: number): void
  /** From now on this is the page. */
  show(html: string): void
  asked(): number
}

/** A page on loopback that answers with whatever status it is told to. */
export async function switchablePage(): Promise<SwitchablePage> {
  let status = 200
  let page = '<p>here</p>'
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.writeHead(status, { 'content-type': 'text/html', connection: 'close' }).end(page)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`,
    answer(next) {
      status = next
    },
    show(html) {
      page = html
    },
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
