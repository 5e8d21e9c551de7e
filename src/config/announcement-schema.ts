import type { z } from 'zod'
import { idText, listOf, localized, mapping, quoted, text, textThat, truth, webUrl } from './fields.ts'
import { closest } from './nearest.ts'

const when = (description: string) => text(`${description} An instant with its offset, a day (2025-05-27) or a month (2025-05).`)

/** One file of the folder `announcements`; its name without the extension is the announcement's id. Everything is optional for the shape. */
export const announcementSchema = mapping(
  {
    service: idText('Id of the service that it is about.').optional(),
    monitors: listOf(idText('Id of a monitor'), 'The monitors that are meant, where it is not the whole service.').optional(),
    at: when('When it was said.').optional(),
    captured: text('When it was found, an instant with its offset. Default: when it is recorded.').optional(),
    asReported: text('The date in the words of the source.').optional(),
    from: when('Since when the service is interrupted, as announced. Default: `at`.').optional(),
    until: when('Until when. Left out: no end was given.').optional(),
    over: truth('It says that the interruption is over (since `until`, or since `at`).').optional(),
    source: webUrl('Where it can be read.').optional(),
    sourceTitle: text('Title of that page.').optional(),
    text: text('The words themselves.').optional(),
    language: textThat('a language code such as fr, ar or en', isLanguageCode, 'Language of `text`. Default: the site’s first.').optional(),
    reason: localized('The reason that was given.').optional(),
    alternatives: localized('Where the public was sent instead: counters, post, telephone.').optional(),
    note: localized('What the editor has to say about it.').optional(),
  },
  'What an operator said about a service.',
)

export type AnnouncementShape = z.infer<typeof announcementSchema>

/** A language code (BCP 47), in the forms that pages carry. */
export function isLanguageCode(value: string): boolean {
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(value)
}

/** What an unknown key of such a file might have meant. */
export function unknownAnnouncementKey(key: string): string {
  const known = Object.keys(announcementSchema.shape)
  const meant = closest(key, known)
  return meant === null
    ? `unknown key ${quoted(key)}; known here: ${known.join(', ')}`
    : `unknown key \`${key}\`, did you mean \`${meant}\`?`
}
