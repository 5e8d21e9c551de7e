import type { PublicConfig } from '../core/public-config.ts'
import type { Language } from '../core/site.ts'
import { type Locale, localeOf, ownName } from '../i18n/index.ts'
import { citeWords } from '../i18n/cite-words.ts'
import { liveWords } from '../i18n/live-words.ts'
import { type AssetName, assetUrl } from './assets.ts'
import { type Html, html } from './html.ts'
import { navigation } from './navigation.ts'
import { simulationLabel, simulationRobots } from './parts/simulation.ts'
import { symbolDefinitions } from './parts/state.ts'
import { identifier } from './parts/words.ts'
import { textIn } from './text.ts'

/** What every page says besides its own matter. */
export interface Frame {
  readonly locale: Locale
  readonly config: PublicConfig
  /** Path without query, for the language links. */
  readonly path: string
  readonly title: string
  /** Our own network is down: nothing on the page is red. */
  readonly offline?: boolean
  /** Our own scripts; the page is complete without them. With live.js its regions (`data-live`, with an id) follow what happens. */
  readonly scripts?: readonly AssetName[]
  /** Query that the language links keep, without `?`. */
  readonly query?: string
  /** More for the head: what programs read. */
  readonly head?: Html
  /** Absolute address of the page's permanent form. */
  readonly canonical?: string
  readonly body: Html
}

export function page(frame: Frame): Html {
  const { locale, config, title, body, path } = frame
  const { t } = locale
  const siteTitle = textIn(config.site.title, locale.language)
  return html`<!doctype html>
<html lang="${locale.tag}" dir="${locale.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${simulationRobots(config)}
<title>${title} — ${siteTitle}</title>
<link rel="stylesheet" href="${assetUrl('vigie.css')}">
<link rel="icon" href="${assetUrl('vigie.svg')}" type="image/svg+xml">
${(frame.scripts ?? []).map((name) => html`<script type="module" src="${assetUrl(name)}"></script>`)}
${frame.canonical === undefined ? null : html`<link rel="canonical" href="${frame.canonical}">`}
${config.site.languages.map((language) => html`<link rel="alternate" hreflang="${language}" href="${path}?lang=${language}">`)}
<link rel="alternate" type="application/atom+xml" title="${citeWords[locale.language].feedTitle(siteTitle)}" href="/feed.atom?lang=${locale.language}">
${frame.head ?? null}
</head>
<body class="${frame.offline === true ? 'offline' : 'online'}">
<a class="skip" href="#main">${t.page.skip}</a>${simulationLabel(locale, config)}
${symbolDefinitions}
<header class="sheet"><div class="mast">
<a class="brand" href="/"><svg viewBox="0 0 32 16" aria-hidden="true" focusable="false"><path class="f-none s-ink w2" d="M5 1H1V15H5M27 1H31V15H27"/><rect class="f-ink" x="8" y="5" width="16" height="6"/></svg><span lang="fr">Vigie</span></a>
<span class="site">${siteTitle}</span>
${navigation(locale, path)}
${config.site.languages.length > 1 ? languageLinks(frame) : null}
</div></header>
<main id="main" class="sheet" tabindex="-1">
${frame.scripts?.includes('live.js') === true ? lostNote(locale) : null}${body}
</main>
${foot(frame)}
</body>
</html>
`
}

/** A page's locale: its language in the site's time zone. */
export function localeFor(config: PublicConfig, language: Language): Locale {
  const key = `${language} ${config.site.timeZone}`
  const known = locales.get(key)
  if (known !== undefined) return known
  const made = localeOf(language, config.site.timeZone)
  locales.set(key, made)
  return made
}

/** Where we look from, as one line: "Rabat, Maroc Telecom, AS36903". */
export function place(config: PublicConfig): string {
  const { name, network, asn } = config.vantage
  return [name, network, asn === null ? null : `AS${asn}`].filter((piece) => piece !== null).join(', ')
}

const locales = new Map<string, Locale>()
const currentLanguage = html` aria-current="true"`

/** Shown by the script when it cannot ask any more: nobody must take an old page for the present. */
export function lostNote({ language }: Locale): Html {
  return html`<p class="lost" id="lost" role="status" hidden>${liveWords[language].lost}</p>
`
}

function languageLinks({ locale, config, path, query }: Frame): Html {
  const kept = query === undefined || query === '' ? '' : `${query}&`
  return html`<nav aria-label="${locale.t.page.language}"><ul>${config.site.languages.map(
    (language) =>
      html`<li><a href="${path}?${kept}lang=${language}" lang="${language}" hreflang="${language}"${language === locale.language ? currentLanguage : null}>${ownName(language)}</a></li>`,
  )}</ul></nav>`
}

function foot({ locale, config }: Frame): Html {
  const { t } = locale
  const { publisher, licence } = config.site
  const controls = config.controls.targets.length
  return html`<footer class="sheet"><div class="foot">
<p><b>${t.page.reading}</b>${t.page.readingText}</p>
<p><b>${t.page.onePoint}</b>${t.page.onePointText(place(config))}</p>
${controls === 0 ? html`<p><b>${t.page.noControl}</b>${t.page.noControlText}</p>` : controls < 3 ? html`<p>${t.page.fewControlsText(controls)}</p>` : null}
${publisher === null && licence === null ? null : html`<p><b>${t.page.publisher}</b>${publisher === null ? null : publisherLine(publisher)} ${licence === null ? null : t.page.licence(licence)}</p>`}
<p class="follow"><b>${citeWords[locale.language].follow}</b><a href="/feed.atom?lang=${locale.language}" type="application/atom+xml">${citeWords[locale.language].feed}</a><br><a href="/outages.ics?lang=${locale.language}" type="text/calendar">${citeWords[locale.language].calendar}</a></p>
</div></footer>`
}

function publisherLine(publisher: NonNullable<PublicConfig['site']['publisher']>): Html {
  const name = publisher.about === null ? html`<bdi>${publisher.name}</bdi>` : link(publisher.about, html`<bdi>${publisher.name}</bdi>`)
  return html`${name}${publisher.contact === null ? null : html`, ${identifier(publisher.contact)}`}.`
}

/** Only http and https ever become a link: a configured `javascript:` address would run in the reader's page. */
export function link(address: string, content: Html): Html {
  return /^https?:\/\//i.test(address) ? html`<a href="${address}" rel="noopener">${content}</a>` : content
}
