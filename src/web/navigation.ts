import { announcementWords } from '../i18n/announcement-words.ts'
import type { Locale } from '../i18n/index.ts'
import { liveWords } from '../i18n/live-words.ts'
import { type Html, html } from './html.ts'

/** The pages that every page links to. */
export function navigation({ t, language }: Locale, path: string): Html {
  const { nav } = liveWords[language]
  const pages = [
    ['/', t.page.now],
    ['/announcements', announcementWords[language].nav],
    ['/method', nav.method],
    ['/data', nav.data],
    ['/about', nav.about],
    ['/board', nav.board],
    ['/api/v1/docs', t.page.api],
  ] as const
  return html`<nav aria-label="${t.page.main}"><ul>${pages.map(
    ([address, name]) => html`<li><a href="${address}"${address === path ? currentPage : null}>${name}</a></li>`,
  )}</ul></nav>`
}

const currentPage = html` aria-current="page"`
