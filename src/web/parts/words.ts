import type { Locale, Precision } from '../../i18n/index.ts'
import type { Part, Parts } from '../../i18n/parts.ts'
import { time } from '../../i18n/parts.ts'
import { type Html, html } from '../html.ts'

/** A sentence in pieces as markup. */
export function words(sentence: Parts | string): Html {
  if (typeof sentence === 'string') return html`${sentence}`
  return html`${sentence.map(wordOf)}`
}

/** An instant with its offset. */
export function instant(locale: Locale, at: number, precision: Precision = 'minute'): Html {
  return html`<time datetime="${machineTime(at)}">${locale.instant(at, precision)}</time>`
}

/** The same as a piece of a sentence. */
export function instantPart(locale: Locale, at: number, precision: Precision = 'minute'): Parts {
  return [time(at, locale.instant(at, precision))]
}

/** An identifier or an address: monospaced, with its own direction. */
export function identifier(text: string): Html {
  return html`<bdi class="id" translate="no">${text}</bdi>`
}

function wordOf(part: Part): Html {
  if (typeof part === 'string') return html`${part}`
  if (part.kind === 'strong') return html`<strong>${part.text}</strong>`
  if (part.kind === 'time') return html`<time datetime="${machineTime(part.at)}">${part.text}</time>`
  return html`<bdi>${part.text}</bdi>`
}

function machineTime(at: number | string): string {
  return typeof at === 'string' ? at : new Date(at).toISOString()
}
