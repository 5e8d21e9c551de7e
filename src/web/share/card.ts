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
import { directed, ink, sans, serif, shapes } from './picture.ts'
import { wrapped } from './text-width.ts'

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

function cardPicture({ tag, dir }: Locale, card: Card): string {
  const { state, figure } = card
  const rtl = dir === 'rtl'
  const start = rtl ? width - margin : margin
  const line = (
    y: number,
    size: number,
    said: string,
    look: { readonly family?: string; readonly fill?: string; readonly weight?: number },
  ) =>
    html`<text x="${start}" y="${y}" font-size="${size}" text-anchor="${rtl ? 'end' : 'start'}" font-family="${look.family ?? sans}" fill="${look.fill ?? ink.text}" font-weight="${look.weight ?? 400}">${directed(said, dir)}</text>
`
  const lines = (from: number, size: number, atMost: number, said: string, look: Parameters<typeof line>[3]): readonly Html[] =>
    wrapped(said, (width - 2 * margin) / size, atMost).map((one, index) => line(from + index * size * 1.4, size, one, look))
  const rule = state.mark === 'down' ? ink.down : ink.text
  const shapeAt = rtl ? start - 26 : start
  const word = html`<text x="${rtl ? start - 40 : start + 40}" y="84" font-size="26" text-anchor="${rtl ? 'end' : 'start'}" font-family="${sans}" fill="${rule}" font-weight="600">${directed(state.text, dir)}</text>`
  const label = [`${card.title}: ${state.text}`, card.text].join('. ')
  return xmlDocument(html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" xml:lang="${tag}">
<title>${label}</title>
<rect width="${width}" height="${height}" fill="${ink.paper}"/>
<rect width="${width}" height="14" fill="${rule}"/>
<g transform="translate(${shapeAt} 62) scale(${26 / 14})">${shapes[state.mark]}</g>
${word}
${lines(140, 40, figure === null ? 2 : 1, card.title, { weight: 600 })}
${figure === null ? null : html`${line(236, 76, figure.headline, { family: serif, weight: 600 })}${line(284, 28, figure.bound, { fill: ink.second })}`}
${lines(figure === null ? 270 : 346, 27, figure === null ? 7 : 5, card.text, { family: serif })}
<rect x="${margin}" y="540" width="${width - 2 * margin}" height="1.5" fill="${ink.rule}"/>
${line(574, 22, wrapped(card.site, (width - 2 * margin) / 22, 1).join(''), { fill: ink.second })}
<text x="${start}" y="606" font-size="21" text-anchor="${rtl ? 'end' : 'start'}" font-family="${sans}" fill="${ink.text}">${directed(wrapped(card.address.replace(/^https?:\/\//, ''), (width - 2 * margin) / 21, 1).join(''), 'ltr')}</text>
</svg>`)
}
