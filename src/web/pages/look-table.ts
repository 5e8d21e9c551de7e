import { failureMeaning, isFailureCode } from '../../i18n/failures.ts'
import { duration } from '../../i18n/figures.ts'
import type { Locale } from '../../i18n/index.ts'
import { type Html, html } from '../html.ts'
import { stateMark } from '../parts/state.ts'
import { identifier, instant } from '../parts/words.ts'
import { outcomeMark } from './look.ts'
import type { JudgedLook, LookRow } from './outage-looks.ts'
import type { OutageModel } from './outage-model.ts'

/** The looks of an outage as a table; each row names its record. */
export function lookTable(locale: Locale, { outage, rows, monitor }: OutageModel): Html {
  const { t } = locale
  const o = t.outage
  const every = duration(t, monitor?.everyMs ?? rows.find((row) => row.kind === 'look')?.look.everyMs ?? 0, 'upper', 'short')
  return html`<table class="rec pack"><caption>${o.looksCaption({ total: outage.looks, every, zone: locale.zoneName() })}</caption>
<thead><tr><th scope="col">${o.lookAt}</th><th scope="col">${o.result}</th><th scope="col">${o.finding}</th><th scope="col" class="n">${o.took}</th><th scope="col" class="n">${o.record}</th></tr></thead>
<tbody>${rows.map((row) => rowView(locale, row))}</tbody></table>`
}

function rowView(locale: Locale, row: LookRow): Html {
  const { t } = locale
  const o = t.outage
  if (row.kind === 'skipped')
    return html`<tr class="skiprow"><td colspan="5">${o.skipped(row.count)}</td></tr>
`
  if (row.kind === 'gap') {
    return html`<tr><th scope="row">${instant(locale, row.from, 'second')}</th><td data-l="${o.result}">${stateMark('unknown', t.monitor.unobserved)}</td><td data-l="${o.finding}"></td><td class="n" data-l="${o.took}">${duration(t, row.to - row.from, 'upper', 'short')}</td><td class="n" data-l="${o.record}">–</td></tr>
`
  }
  const { look } = row
  return html`<tr><th scope="row">${instant(locale, look.at, 'second')}</th><td data-l="${o.result}">${outcomeMark(locale, look, row.judged)}</td><td data-l="${o.finding}">${finding(locale, row)}</td><td class="n" data-l="${o.took}">${t.duration.short.millisecond(look.durationMs)}</td><td class="n" data-l="${o.record}">${identifier(String(look.seq))}</td></tr>
`
}

function finding({ t, language }: Locale, { look, judged }: JudgedLook): Html {
  const reason =
    judged.reason !== null && judged.reason !== look.failure?.code && isFailureCode(judged.reason)
      ? html`${failureMeaning(language, judged.reason)} `
      : null
  const said = look.failure === null ? null : html`${identifier(look.failure.code)} ${identifier(look.failure.message)}`
  const status = look.failure === null && look.status !== null ? html`${look.status}` : null
  const rules = look.rules.length === 0 ? null : html` ${identifier(look.rules.join(', '))}`
  return html`${reason}${said}${status}${rules}${look.recheck ? html` <small>${t.outcome.recheck}</small>` : null}`
}
