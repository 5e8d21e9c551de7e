import { type Html, html } from '../html.ts'
import type { Mark } from '../parts/state.ts'

/** Colours of pictures that are shown on pages of others: those of the light theme, since a picture cannot know theirs. */
export const ink = { paper: '#fbfcfb', text: '#14202a', second: '#465460', rule: '#d3dada', down: '#b3201a' } as const

/**
 * Faces for a direction. resvg takes any face at all, even a slanted one, for a letter that the first face it has lacks: DejaVu Sans holds
 * both scripts and their punctuation, so it leads where both meet.
 */
export function familiesOf(dir: 'ltr' | 'rtl'): Readonly<Record<'sans' | 'serif', string>> {
  return dir === 'rtl'
    ? { sans: 'DejaVu Sans, Noto Sans Arabic, Segoe UI, sans-serif', serif: 'DejaVu Sans, Noto Naskh Arabic, Segoe UI, serif' }
    : { sans: 'Noto Sans, Segoe UI, Roboto, DejaVu Sans, sans-serif', serif: 'Noto Serif, Charter, Cambria, DejaVu Serif, serif' }
}

/** The shapes of states, 14 units wide: the same as on the pages, where a style sheet paints them. */
export const shapes: Readonly<Record<Mark, Html>> = {
  up: html`<circle cx="7" cy="7" r="5" fill="none" stroke="${ink.second}" stroke-width="1.5"/>`,
  down: html`<rect width="14" height="14" fill="${ink.down}"/>`,
  partial: html`<rect x="1" y="1" width="12" height="12" fill="none" stroke="${ink.down}" stroke-width="2"/><path d="M1 13V7H13V13Z" fill="${ink.down}"/>`,
  degraded: html`<path d="M7 2L13 12.5H1Z" fill="none" stroke="${ink.text}" stroke-width="1.5"/>`,
  unknown: html`<path d="M0 7L7 0M0 14L14 0M7 14L14 7" stroke="${ink.second}" stroke-width="1.2"/><rect x=".5" y=".5" width="13" height="13" fill="none" stroke="${ink.second}"/>`,
  unconfirmed: html`<path d="M7 1L13 7L7 13L1 7Z" fill="none" stroke="${ink.text}" stroke-width="1.5"/>`,
}

/** A line of text in its language's direction, whatever stands in it (UAX #9 isolate): some renderers ignore `direction`. */
export function directed(text: string, dir: 'ltr' | 'rtl'): string {
  return dir === 'rtl' ? `\u2067${text}\u2069` : `\u2066${text}\u2069`
}
