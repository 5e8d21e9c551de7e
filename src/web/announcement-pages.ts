import type { Context, Handler } from 'hono'
import type { Web, WebEnv } from './context.ts'
import type { Html } from './html.ts'
import { localeFor } from './layout.ts'
import { ProblemError } from './problem.ts'

/** The list of announcements, and the page of each. */
export type AnnouncementPages = Readonly<Record<'announcements' | 'announcement', Handler<WebEnv>>>

/** `answer` makes a page at most once a second for each language and query. */
export function createAnnouncementPages(
  web: Web,
  answer: (c: Context<WebEnv>, make: () => Promise<Html>, query?: string) => Promise<Response>,
): AnnouncementPages {
  const localeOf = (c: Context<WebEnv>) => localeFor(web.config(), c.get('language'))
  return {
    announcements: (c) => {
      const after = c.req.query('after')
      return answer(
        c,
        async () => {
          const { announcementsPage, announcementsModel } = await import('./pages/announcements.ts')
          return announcementsPage(localeOf(c), announcementsModel(web, after))
        },
        after,
      )
    },
    announcement: (c) =>
      answer(c, async () => {
        const [{ announcementPage }, { announcementModel }] = await further()
        const model = announcementModel(web, c.req.param('id') ?? '', c.get('baseUrl'))
        if (model === null) throw new ProblemError(404, 'There is nothing at this address.')
        return announcementPage(localeOf(c), model)
      }),
  }
}

const further = () => Promise.all([import('./pages/announcement.ts'), import('./pages/announcement-model.ts')])
