import type { PublicConfig } from '../../core/public-config.ts'
import { userAgentOf } from '../../core/user-agent.ts'
import type { Locale } from '../../i18n/index.ts'
import { siteWords } from '../../i18n/site-words.ts'
import type { Web } from '../context.ts'
import { type Html, html } from '../html.ts'
import { link, page, place } from '../layout.ts'
import { observerOf } from '../observer.ts'
import { contactOf, publisherName } from '../parts/contact.ts'
import { identifier } from '../parts/words.ts'

export interface AboutModel {
  readonly config: PublicConfig
  readonly offline: boolean
  /** Of the daemon that records; null before it ever did. */
  readonly version: string | null
  /** Regular looks a day, all monitors together, at most (a cron line counts with its shortest distance). */
  readonly looksPerDay: number
}

const dayMs = 86_400_000

export function aboutModel(web: Web): AboutModel {
  const config = web.config()
  const version = web.reader.entries('software').at(-1)?.body['vigie']
  const monitors = config.services.flatMap((service) => service.monitors)
  return {
    config,
    offline: observerOf(web).kind === 'offline',
    version: typeof version === 'string' ? version : null,
    looksPerDay: Math.ceil(monitors.reduce((sum, { everyMs }) => sum + dayMs / everyMs, 0)),
  }
}

const section = (id: string, heading: string, content: Html): Html =>
  html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${content}</section>
`

/** Who looks, how often, under which name, and how to object. */
export function aboutPage(locale: Locale, { config, offline, version, looksPerDay }: AboutModel): Html {
  const { t, language } = locale
  const w = siteWords[language].about
  const { publisher } = config.site
  const contact = publisher?.contact ?? null
  const monitors = config.services.reduce((sum, service) => sum + service.monitors.length, 0)
  const writing = contact === null ? html`${w.noContact}` : html`${w.contact}${t.sentence.colon}${contactOf(contact)}.`
  const body = html`<section class="head"><h1>${w.title}</h1><p class="lede">${w.lede(place(config))}</p></section>
${section('who', w.who, html`<p>${publisher === null ? w.nobody : html`${t.page.publisher}${t.sentence.colon}${publisherName(publisher)}.`} ${writing}</p><p class="note">${t.page.onePoint}. ${t.page.onePointText(place(config))}</p>`)}
${section('often', w.often, html`<p>${monitors === 0 ? w.oftenNone : w.oftenText(monitors, looksPerDay)}</p><p>${w.howText} <a href="/method">${w.method}</a></p>`)}
${version === null ? null : section('agent', w.agent, html`<p>${w.agentText}</p><p><code class="id" dir="ltr">${userAgentOf(version, config.site)}</code></p>`)}
${section('object', w.object, html`<p>${w.objectText} ${writing}</p><p>${w.rectify}</p>`)}
${section('interests', w.interests, html`<p>${publisher === null || publisher.about === null ? w.interestsNone : html`${w.interestsText} ${link(publisher.about, identifier(publisher.about))}`}</p>`)}
${section('readers', w.readers, html`<p>${w.readersText}</p>`)}
${section('software', w.software, html`<p><bdi>Vigie${version === null ? '' : ` ${version}`}</bdi>${t.sentence.comma}${w.softwareText}</p>`)}`
  return page({ locale, config, path: '/about', title: w.title, offline, body })
}

function section(id: string, heading: string, content: Html): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${content}</section>
`
}
