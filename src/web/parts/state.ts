import { type Html, html } from '../html.ts'

/** What a mark says; each has its own shape, so that colour is never alone. */
export type Mark = 'up' | 'down' | 'partial' | 'degraded' | 'unknown' | 'unconfirmed'

/** A state before it is drawn. */
export interface MarkedState {
  readonly mark: Mark
  readonly text: string
}

/** A state as shape and word. */
export function stateMark(mark: Mark, text: string): Html {
  return html`<span class="st ${classes[mark]}"><svg class="g" aria-hidden="true" focusable="false"><use href="#${symbols[mark]}"/></svg><span>${text}</span></span>`
}

/** Shapes used by reference; the hatching is set by `fill`, since a stylesheet's own url() may resolve against the stylesheet. */
export const symbolDefinitions: Html = html`<svg class="defs" aria-hidden="true" focusable="false"><defs>
<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="s-hatch w15" d="M0 0V5"/></pattern>
<pattern id="hatch-fine" width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="s-hatch w15" d="M0 0V3"/></pattern>
<symbol id="g-up" viewBox="0 0 14 14"><circle class="f-none s-ink2 w15" cx="7" cy="7" r="5"/></symbol>
<symbol id="g-down" viewBox="0 0 14 14"><rect class="f-down" width="14" height="14"/></symbol>
<symbol id="g-part" viewBox="0 0 14 14"><rect class="f-none s-down w2" x="1" y="1" width="12" height="12"/><path class="f-down" d="M1 13V7H13V13Z"/></symbol>
<symbol id="g-deg" viewBox="0 0 14 14"><path class="f-none s-ink w15" d="M7 2L13 12.5H1Z"/></symbol>
<symbol id="g-unk" viewBox="0 0 14 14"><rect x="1" y="1" width="12" height="12" fill="url(#hatch-fine)"/><rect class="f-none s-ink2 w1" x=".5" y=".5" width="13" height="13"/></symbol>
<symbol id="g-unc" viewBox="0 0 14 14"><path class="f-none s-ink w15" d="M7 1L13 7L7 13L1 7Z"/></symbol>
</defs></svg>`

const symbols: Readonly<Record<Mark, string>> = {
  up: 'g-up',
  down: 'g-down',
  partial: 'g-part',
  degraded: 'g-deg',
  unknown: 'g-unk',
  unconfirmed: 'g-unc',
}
const classes: Readonly<Record<Mark, string>> = {
  up: 'st-up',
  down: 'st-down',
  partial: 'st-part',
  degraded: 'st-deg',
  unknown: 'st-unk',
  unconfirmed: 'st-unc',
}
