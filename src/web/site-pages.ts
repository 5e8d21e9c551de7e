import type { Context, Handler } from 'hono'
import type { Web, WebEnv } from './context.ts'
import type { Html } from './html.ts'
import { localeFor } from './layout.ts'
import { observerOf } from './observer.ts'

/** Pages about the site as a whole, and the wall's. */
export type SitePages = Readonly<Record<'method' | 'data' | 'dataPackage' | 'dataTable' | 'about' | 'board', Handler<WebEnv>>>

/** `answer` makes a page at most once a second for each language. */
export function createSitePages(web: Web, answer: (c: Context<WebEnv>, make: () => Promise<Html>) => Promise<Response>): SitePages {
  const localeOf = (c: Context<WebEnv>) => localeFor(web.config(), c.get('language'))
  return {
    method: (c) =>
      answer(c, async () => {
        const [{ methodPage }, { methodModel }] = await further.method()
        return methodPage(localeOf(c), methodModel(web, c.get('language')))
      }),
    data: (c) =>
      answer(c, async () => {
        const { dataPage } = await further.data()
        return dataPage(localeOf(c), web.config(), observerOf(web).kind === 'offline')
      }),
    dataPackage: async (c) => (await further.downloads()).downloadPackage(web, c),
    dataTable: async (c) => (await further.downloads()).downloadTable(web, c),
    about: (c) =>
      answer(c, async () => {
        const { aboutPage, aboutModel } = await further.about()
        return aboutPage(localeOf(c), aboutModel(web))
      }),
    board: (c) =>
      answer(c, async () => {
        const [{ boardPage }, { boardModel }] = await further.board()
        return boardPage(localeOf(c), boardModel(web, localeOf(c)))
      }),
  }
}

/** The wall may be the only page that is ever asked for; the others can wait for their first reader. */
export function loadSitePages(): Promise<unknown> {
  return further.board()
}

const further = {
  method: () => Promise.all([import('./pages/method.ts'), import('./pages/method-model.ts')]),
  data: () => import('./pages/data.ts'),
  downloads: () => import('./data/downloads.ts'),
  about: () => import('./pages/about.ts'),
  board: () => Promise.all([import('./pages/board.ts'), import('./pages/board-model.ts')]),
}
