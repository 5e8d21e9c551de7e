import type { Context } from 'hono'
import { weightOf } from './accept.ts'
import type { Web, WebEnv } from './context.ts'
import { render } from './html.ts'
import { localeFor } from './layout.ts'
import { errorPage } from './pages/error.ts'
import { send, sendable } from './respond.ts'

export type ProblemStatus = 400 | 403 | 404 | 405 | 406 | 410 | 413 | 414 | 415 | 422 | 429 | 500 | 503
/** What never became a request. */
type RefusalStatus = 408 | 431

/** RFC 9457. `type` is `about:blank`: the status says all; `detail` says what to do. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: ProblemStatus | RefusalStatus
  readonly detail: string
}

/** Thrown by a route; answered as problem+json, or as a page to a browser. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: ProblemStatus
  constructor(status: ProblemStatus, detail: string) {
    super(detail)
    this.status = status
  }
}

const titles: Readonly<Record<Problem['status'], string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  410: 'Gone',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

export function problem(status: Problem['status'], detail: string): Problem {
  return { type: 'about:blank', title: titles[status], status, detail }
}

/** A page to whoever asks for HTML outside the API, problem+json to everybody else. */
export async function answerProblem(
  web: Web,
  c: Context<WebEnv>,
  status: ProblemStatus,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const accept = c.req.header('Accept')
  const wantsPage =
    !c.req.path.startsWith('/api/') &&
    accept !== undefined &&
    weightOf(accept, 'text/html') > 0 &&
    weightOf(accept, 'text/html') >= weightOf(accept, 'application/json')
  if (!wantsPage) {
    return Response.json(problem(status, detail), {
      status,
      headers: { ...headers, 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
    })
  }
  const config = web.config()
  const content = sendable(render(errorPage(localeFor(config, c.get('language')), config, status)), 'text/html; charset=utf-8')
  return send(c, content, { status, cacheControl: 'no-store', headers })
}
