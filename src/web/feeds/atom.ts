import type { Observation } from '../../core/observation.ts'
import type { OutageChange } from '../../core/outage-changes.ts'
import { citeWords } from '../../i18n/cite-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { noticeSentence } from '../../i18n/notice-words.ts'
import { plain } from '../../i18n/parts.ts'
import { onsetSentence, outageSentence } from '../../i18n/sentence.ts'
import { isoInstant } from '../../core/instant.ts'
import { type Html, html } from '../html.ts'
import { type OutageFacts, permalinkOf } from '../outage-facts.ts'
import { xmlDocument } from '../xml.ts'
import { tagUri } from './tag-uri.ts'

export interface FeedEntry {
  readonly change: OutageChange
  /** null where the outage is no longer derived. */
  readonly facts: OutageFacts | null
  /** Where a notice stood in the service's place: its first failed look. */
  readonly shown: Observation | null
  /** What the outage is, or was, about. */
  readonly name: string
}

export interface FeedModel {
  readonly title: string
  readonly author: { readonly name: string; readonly uri: string | null }
  readonly rights: string | null
  readonly baseUrl: string
  /** Path of the feed with its query, and of the page that shows the same. */
  readonly self: string
  readonly page: string
  /** UTC ms. */
  readonly began: number
  /** Newest first. */
  readonly entries: readonly FeedEntry[]
}

/** RFC 4287, one entry for each change of state of an outage. Names do not depend on language or address; `updated` is when it changed. */
export function atomFeed(locale: Locale, model: FeedModel): string {
  const { title, author, rights, baseUrl, self, page, began, entries } = model
  const newest = entries[0]?.change.at ?? began
  return xmlDocument(html`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${locale.tag}">
<id>${tagUri(baseUrl, began, page.slice(1) === '' ? 'outages' : `outages/of${page}`)}</id>
<title>${title}</title>
<updated>${isoInstant(newest)}</updated>
<author><name>${author.name}</name>${author.uri === null ? null : html`<uri>${author.uri}</uri>`}</author>
${rights === null ? null : html`<rights>${rights}</rights>`}
<generator>Vigie</generator>
<link rel="self" type="application/atom+xml" href="${baseUrl}${self}"/>
<link rel="alternate" type="text/html" href="${baseUrl}${page}"/>
${entries.map((entry) => entryView(locale, model, entry))}</feed>`)
}

function entryView(locale: Locale, { baseUrl, began }: FeedModel, entry: FeedEntry): Html {
  const { change, name } = entry
  const words = citeWords[locale.language]
  return html`<entry>
<id>${tagUri(baseUrl, began, `outages/${change.id}/${change.kind}`)}</id>
<title>${words.change(words.changes[change.kind], name)}</title>
<updated>${isoInstant(change.at)}</updated>
<published>${isoInstant(change.at)}</published>
<category term="${change.kind}" label="${words.changes[change.kind]}"/>
<link rel="alternate" type="text/html" href="${permalinkOf(baseUrl, change.id)}"/>
<summary>${summary(locale, entry)}</summary>
</entry>
`
}

/** A confirmed outage is told by its beginning alone: its end has an entry of its own. */
function summary(locale: Locale, { change, facts, shown }: FeedEntry): string {
  const words = citeWords[locale.language]
  if (change.kind === 'moved') return words.moved(change.id, change.to, change.reason)
  if (change.kind === 'withdrawn') return words.withdrawn(change.id, change.reason)
  if (facts === null) return change.id
  const said = plain(change.kind === 'confirmed' ? onsetSentence(locale, facts) : outageSentence(locale, facts), locale.dir)
  const showed = shown === null ? null : noticeSentence(locale, shown)
  return showed === null ? said : `${said} ${showed}`
}
