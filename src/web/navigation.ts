import type { Locale } from '../i18n/index.ts'
import { type Html, html } from './html.ts'

/** The pages that every page links to. */
export function navigation({ t }: Locale, path: string): Html {
  const pages = [
    ['/', t.page.now],
    ['/api/v1/docs', t.page.api],
  ] as const
  return html`<nav aria-label="${t.page.main}"><ul>${pages.map(
    ([address, name]) => html`<li><a href="${address}"${address === path ? currentPage : null}>${name}</a></li>`,
  )}</ul></nav>`
}

const currentPage = html` aria-current="page"`
