import type { Site } from '../../core/site.ts'
import { type Html, html } from '../html.ts'
import { link } from '../layout.ts'
import { identifier } from './words.ts'

/** A publisher's address to write to: a link where it is a mail or web address, else as it is. */
export function contactOf(contact: string): Html {
  if (/^[^\s@<>"'?&]+@[^\s@<>"'?&]+$/.test(contact)) return html`<a href="mailto:${contact}">${identifier(contact)}</a>`
  return link(contact, identifier(contact))
}

/** The publisher's name, which leads to what it says about itself. */
export function publisherName({ name, about }: NonNullable<Site['publisher']>): Html {
  const shown = html`<bdi>${name}</bdi>`
  return about === null ? shown : link(about, shown)
}
