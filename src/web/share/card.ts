import { citeWords } from '../../i18n/cite-words.ts'
import { duration, headline } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { plain } from '../../i18n/parts.ts'
import { outageSentence } from '../../i18n/sentence.ts'
import { type Html, html } from '../html.ts'
import type { OutageFacts } from '../outage-facts.ts'
import { outageState } from '../parts/outage-state.ts'
import type { MarkedState } from '../parts/state.ts'
import { textIn } from '../text.ts'
import { xmlDocument } from '../xml.ts'
import { directed, familiesOf, ink, shapes } from './picture.ts'
import { fitted } from './text-width.ts'

/** What a card shows, whatever became of the outage. */
interface Card {
  readonly state: MarkedState
  readonly title: string
  /** Large; null where there is no figure to give. */
  readonly figure: { readonly headline: string; readonly bound: string } | null
  readonly text: string
  readonly site: string
  readonly address: string
}

/** 1200 × 630, the size that social networks ask for; any size is fine, it is a drawing. */
const width = 1_200
const height = 630
const margin = 56

/** One outage as a picture: its figure, and the whole sentence with its bounds. */
export function outageCard(locale: Locale, facts: OutageFacts): string {
  const { t } = locale
  const { outage, config, permalink } = facts
  const bound = outage.maxMs === null ? t.duration.noMaximum : t.duration.atMost(duration(t, outage.maxMs, 'upper', 'short'))
  return cardPicture(locale, {
    state: outageState(locale, facts),
    title: facts.name,
    figure: outage.confirmed ? { headline: headline(t, outage.minMs, 'short'), bound } : null,
    text: plain(outageSentence(locale, facts), locale.dir),
    site: citeWords[locale.language].measuredBy(textIn(config.site.title, locale.language)),
    address: permalink,
  })
}

/** The picture at an address that was given out for what the records no longer support. */
export function withdrawnCard(locale: Locale, site: string, id: string, reason: string, permalink: string): string {
  const { t, language } = locale
  return cardPicture(locale, {
    state: { mark: 'unconfirmed', text: t.outage.withdrawnTitle },
    title: id,
    figure: null,
    text: `${t.outage.withdrawnText} ${t.outage.withdrawnWhy(reason)}`,
    site: citeWords[language].measuredBy(site),
    address: permalink,
  })
}

/** How a line is set, where it differs from plain text at the start. */
interface Look {
  readonly face?: 'sans' | 'serif'
  readonly fill?: string
  readonly weight?: number
  readonly at?: number
  readonly dir?: 'ltr' | 'rtl'
}

function cardPicture({ tag, dir }: Locale, card: Card): string {
  const { state, figure } = card
  const rtl = dir === 'rtl'
  const start = rtl ? width - margin : margin
  const inner = width - 2 * margin
  const line = (y: number, size: number, said: string, look: Look) =>
    html`<text x="${look.at ?? start}" y="${y}" font-size="${size}" text-anchor="${rtl ? 'end' : 'start'}" font-family="${familiesOf(look.dir ?? dir)[look.face ?? 'sans']}" fill="${look.fill ?? ink.text}" font-weight="${look.weight ?? 400}">${directed(said, look.dir ?? dir)}</text>
`
  const lines = (top: number, roomHeight: number, sizes: readonly number[], said: string, look: Look): readonly Html[] => {
    const fit = fitted(said, { width: inner, height: roomHeight }, sizes)
    return fit.lines.map((one, index) => line(top + fit.size * (1 + index * 1.4), fit.size, one, look))
  }
  const rule = state.mark === 'down' ? ink.down : ink.text
  const shapeAt = rtl ? start - 26 : start
  const label = [`${card.title}: ${state.text}`, card.text].join('. ')
  return xmlDocument(html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" xml:lang="${tag}">
<title>${label}</title>
<rect width="${width}" height="${height}" fill="${ink.paper}"/>
<rect width="${width}" height="14" fill="${rule}"/>
<g transform="translate(${shapeAt} 62) scale(${26 / 14})">${shapes[state.mark]}</g>
${line(84, 26, state.text, { at: rtl ? start - 40 : start + 40, fill: rule, weight: 600 })}${lines(100, 60, [40, 34, 28, 24, 20], card.title, { weight: 600 })}
${figure === null ? null : html`${lines(160, 110, [76, 64, 52, 44], figure.headline, { face: 'serif', weight: 600 })}${lines(256, 40, [28, 24, 20], figure.bound, { fill: ink.second })}`}
${figure === null ? lines(210, 310, [30, 26, 22, 19], card.text, { face: 'serif' }) : lines(318, 206, [28, 25, 22, 19, 17], card.text, { face: 'serif' })}
<rect x="${margin}" y="540" width="${width - 2 * margin}" height="1.5" fill="${ink.rule}"/>
${lines(552, 32, [22, 18], card.site, { fill: ink.second })}${lines(583, 30, [21, 18, 15], card.address.replace(/^https?:\/\//, ''), { dir: 'ltr' })}
</svg>`)
}
