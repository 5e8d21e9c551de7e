import type { PublicConfig } from '../../core/public-config.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { page } from '../layout.ts'
import type { ProblemStatus } from '../problem.ts'

/** What went wrong, to a browser. Nothing of the request is repeated, and nothing of our inside is shown. */
export function errorPage(locale: Locale, config: PublicConfig, status: ProblemStatus): Html {
  const { t } = locale
  const title = t.error[status]
  const text = status === 404 ? t.error.text[404] : status >= 500 ? t.error.text.ours : t.error.text.other
  const body = html`<section class="head"><h1>${title}</h1><p class="lede">${text}</p><p><a href="/">${t.error.home}</a></p></section>`
  return page({ locale, config, path: '/', title, body })
}

/** An address that was given out for an outage which the records no longer support (410). */
export function withdrawnPage(locale: Locale, config: PublicConfig, outageId: string, reason: string): Html {
  const { t } = locale
  const body = html`<section class="head"><h1>${t.outage.withdrawnTitle}</h1><p class="sub"><bdi class="id">${outageId}</bdi></p><p class="lede">${t.outage.withdrawnText}</p><p>${t.outage.withdrawnWhy(reason)}</p><p><a href="/">${t.error.home}</a></p></section>`
  return page({ locale, config, path: `/outages/${encodeURIComponent(outageId)}`, title: t.outage.withdrawnTitle, body })
}
