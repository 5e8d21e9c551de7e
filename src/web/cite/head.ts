import { citeWords } from '../../i18n/cite-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { outageTitle } from '../../i18n/outage-title.ts'
import { type Html, html } from '../html.ts'
import type { OutageFacts } from '../outage-facts.ts'
import { type Citation, citationOf, isoDay } from './citation.ts'
import { forms } from './forms.ts'

/**
 * What programs read of an outage's page: the address to cite (RFC 8574), the reference in its forms, Dublin Core for reference managers,
 * and Open Graph for whoever shows a preview of a link.
 */
export function citeHead(locale: Locale, facts: OutageFacts & { readonly asOf: number }): Html {
  const { outage, config, permalink, name } = facts
  const citation = citationOf(locale, facts, facts.asOf)
  const reference = `/api/v1/outages/${encodeURIComponent(outage.id)}/citation?lang=${locale.language}`
  const picture = `${permalink.replace(/\/outages\/([^/]*)$/, '/embed/$1')}.png?lang=${locale.language}`
  const service =
    facts.monitor === null || facts.known?.retiredAt !== null
      ? null
      : html`<link rel="alternate" type="application/atom+xml" title="${citeWords[locale.language].feedOf(name, citation.site)}" href="/services/${encodeURIComponent(facts.monitor.serviceId)}/feed.atom?lang=${locale.language}">
`
  return html`<link rel="cite-as" href="${permalink}">
${(['csl', 'bibtex', 'ris'] as const).map((format) => html`<link rel="describedby" type="${forms[format].type.split(';')[0] ?? ''}" href="${reference}&amp;format=${format}">`)}
${service}<meta name="description" content="${citation.abstract}">
${dublinCore(citation, config.site.licence)}
${openGraph(outageTitle(locale, facts), citation, picture)}`
}

function dublinCore(citation: Citation, licence: string | null): Html {
  const terms: readonly (readonly [string, string])[] = [
    ['title', citation.title],
    ['creator', citation.author],
    ['publisher', citation.author],
    ['date', isoDay(citation.issued)],
    ['type', 'Dataset'],
    ['identifier', citation.url],
    ['language', citation.language],
    ...(licence === null ? [] : [['rights', licence] as const]),
  ]
  return html`${terms.map(([term, value]) => html`<meta name="DC.${term}" content="${value}">`)}`
}

function openGraph(title: string, { abstract, url, site, language }: Citation, picture: string): Html {
  const properties: readonly (readonly [string, string])[] = [
    ['type', 'article'],
    ['title', title],
    ['description', abstract],
    ['url', url],
    ['site_name', site],
    ['locale', language.replace('-', '_')],
    ['image', picture],
    ['image:width', '1200'],
    ['image:height', '630'],
    ['image:alt', abstract],
  ]
  return html`${properties.map(([property, value]) => html`<meta property="og:${property}" content="${value}">`)}<meta name="twitter:card" content="summary_large_image">`
}
