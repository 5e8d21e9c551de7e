import type { Period } from '../../core/calendar.ts'
import type { Outage } from '../../core/outage.ts'
import { announcementWords } from '../../i18n/announcement-words.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { instant } from './words.ts'

/** A time that was announced. `to` Infinity: no end was given; it is drawn as certain up to `surely`; where there was one that is `to`. */
export interface AnnouncedTime extends Period {
  readonly surely: number
}

/** What two lanes over one stretch of time show. */
export interface Lanes {
  readonly frame: Period
  readonly announced: readonly AnnouncedTime[]
  /** Since when it was said to be over, UTC ms. */
  readonly clears: readonly number[]
  readonly outages: readonly Pick<Outage, 'onset' | 'recovery' | 'lastSeenDownAt'>[]
}

/** Units of a lane's width; its height is set by the style sheet. */
const width = 1_000
const height = 20
/** The narrowest mark that is still seen. */
const thinnest = 3

/** Announced above, measured below; never one over the other, never one taken off the other. Scales without text, so that it can be narrow. */
export function lanes(locale: Locale, { frame, announced, clears, outages }: Lanes): Html {
  const w = announcementWords[locale.language].lanes
  const x = (at: number) => Math.round(((Math.min(Math.max(at, frame.from), frame.to) - frame.from) / (frame.to - frame.from)) * width)
  const seen = announced.filter(({ from, to }) => from < frame.to && to > frame.from)
  const met = outages.filter(({ onset, recovery }) => onset.by < frame.to && (recovery?.by ?? Number.POSITIVE_INFINITY) > frame.from)
  const label = w.label({
    from: locale.instant(frame.from),
    to: locale.instant(frame.to),
    announced: seen.length,
    outages: met.length,
  })
  return html`<figure class="an-lanes"><p class="vh">${label}</p>
<div class="an-lane" aria-hidden="true"><span>${w.announced}</span>${lane(html`${seen.map((time) => announcedTime(time, x))}${clears.filter((at) => at >= frame.from && at <= frame.to).map((at) => html`<path class="an-edge" d="M${x(at)} 0V${height}"/>`)}`)}</div>
<div class="an-lane" aria-hidden="true"><span>${w.measured}</span>${lane(html`${met.map((outage) => measured(outage, x))}`)}</div>
<figcaption>${instant(locale, frame.from)}${instant(locale, frame.to)}</figcaption></figure>
${legend(locale, clears.length > 0, met.length > 0)}`
}

function lane(content: Html): Html {
  return html`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" focusable="false"><path class="an-base" d="M0 ${height - 0.5}H${width}"/>${content}</svg>`
}

function announcedTime({ from, to, surely }: AnnouncedTime, x: (at: number) => number): Html {
  const [start, end] = [x(from), x(Math.min(to, surely))]
  const filled = html`<rect class="an-time" x="${start}" y="2" width="${Math.max(thinnest, end - start)}" height="${height - 3}"/><path class="an-edge" d="M${start} 1V${height}"/>`
  if (Number.isFinite(to)) return html`${filled}<path class="an-edge" d="M${x(to)} 1V${height}"/>`
  return html`${filled}<path class="an-open" d="M${end} 2H${width}M${end} ${height - 1}H${width}"/>`
}

function measured({ onset, recovery, lastSeenDownAt }: Lanes['outages'][number], x: (at: number) => number): Html {
  const [start, end] = [x(onset.by), x(recovery?.after ?? lastSeenDownAt)]
  const edge = (from: number, to: number) => html`<rect class="an-perhaps" x="${from}" y="6" width="${to - from}" height="${height - 6}"/>`
  return html`${onset.after === null ? null : edge(x(onset.after), start)}${recovery === null ? null : edge(end, x(recovery.by))}<rect class="f-down" x="${start}" y="2" width="${Math.max(thinnest, end - start)}" height="${height - 2}"/>`
}

function legend(locale: Locale, clears: boolean, outages: boolean): Html {
  const w = announcementWords[locale.language].lanes
  const down = html`${legendItem(html`<rect class="f-down" x="2" y="2" width="20" height="13"/>`, w.down)}${legendItem(html`<rect class="an-perhaps" x="2" y="4" width="20" height="11"/>`, w.ambiguous)}`
  return html`<ul class="legend">${legendItem(html`<rect class="an-time" x="2" y="2" width="20" height="13"/><path class="an-edge" d="M2 1V16"/>`, w.window)}${clears ? legendItem(html`<path class="an-edge" d="M12 1V16"/>`, w.clear) : null}${outages ? down : null}</ul>`
}

function legendItem(mark: Html, text: string): Html {
  return html`<li><svg viewBox="0 0 24 16" aria-hidden="true" focusable="false">${mark}</svg>${text}</li>`
}
