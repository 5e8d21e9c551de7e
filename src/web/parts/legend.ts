import { type Html, html } from '../html.ts'

/** What the marks of a drawing mean: each in a field of 24 by 16 units, with its words. */
export function legend(entries: readonly (readonly [mark: Html, text: string])[]): Html {
  return html`<ul class="legend">${entries.map(([mark, text]) => html`<li><svg viewBox="0 0 24 16" aria-hidden="true">${mark}</svg>${text}</li>`)}</ul>`
}

/** Marks that several drawings share. */
export const marks = {
  down: html`<rect class="f-down" x="2" y="2" width="20" height="13"/>`,
  wedge: html`<path class="f-wash s-ink2 w15" d="M2 15L22 2V15Z"/>`,
  announced: html`<rect class="f-accent-wash s-accent w15" x="2" y="3" width="20" height="11"/>`,
  unseen: html`<rect x="2" y="2" width="20" height="13" fill="url(#hatch-fine)"/>`,
}
