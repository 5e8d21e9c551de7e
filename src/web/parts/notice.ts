import type { Observation, Recorded } from '../../core/observation.ts'
import type { Passage } from '../../core/notice/detect.ts'
import { readReasons, type RecordedReason } from '../../core/notice/recorded.ts'
import { failureMeaning, isFailureCode } from '../../i18n/failures.ts'
import type { Locale } from '../../i18n/index.ts'
import { noticeWords } from '../../i18n/notice-words.ts'
import { type Html, html } from '../html.ts'
import { isSuspect, type Suspect } from '../suspects.ts'
import { identifier, instant } from './words.ts'

/** What the page of a failed look said in the service's place, in its own language and direction; null where it said nothing. */
export function noticeShown({ language }: Locale, look: Observation): Html | null {
  const { passage } = readReasons(look.reasons)
  if (passage === null) return null
  const w = noticeWords[language]
  if (look.failure?.code !== 'content_notice' || look.status === null) return html`<p>${w.quoted} ${quotation(passage)}</p>`
  const [before, after] = w.showed(look.status)
  return html`<p>${before} ${quotation(passage)} ${after}</p>`
}

/** Why a look's page was judged as it was; null where the record says nothing of its page. */
export function noticeReasons({ language }: Locale, look: Observation): Html | null {
  const lines = readReasons(look.reasons).reasons.flatMap((reason) => reasonLine(language, reason) ?? [])
  return lines.length === 0 ? null : html`<details><summary>${noticeWords[language].why}</summary><ul>${lines}</ul></details>`
}

/** "Suspect since …", in short. */
export function suspectSince(locale: Locale, at: number): Html {
  return html`${noticeWords[locale.language].suspectSince} ${instant(locale, at)}`
}

/** That the last look is suspect, since when looks have been, and how a person can label it; null when it is not. */
export function suspectNote(locale: Locale, look: Recorded<Observation>, since: Suspect | null): Html | null {
  if (!isSuspect(look)) return null
  const w = noticeWords[locale.language]
  const first = since === null ? null : html` ${w.suspectSince} ${instant(locale, since.at, 'second')} (${identifier(String(since.seq))}).`
  return html`<div class="note"><p>${w.suspect}${first}</p>${noticeShown(locale, look)}${noticeReasons(locale, look)}<p>${w.labelIt} ${labelCommand(look)}</p></div>`
}

/** How a person says what the page of a look is. */
export function labelCommand({ monitorId, seq }: Recorded<Observation>): Html {
  return html`<code dir="ltr">vigie label --monitor ${monitorId} --look ${seq} --as healthy|notice --by NAME</code>`
}

function quotation({ text, language, direction }: Passage): Html {
  return html`<q lang="${language}" dir="${direction}" translate="no">${text}</q>`
}

function reasonLine(language: Locale['language'], { code, detail }: RecordedReason): Html | null {
  if (code === null) return null
  const meaning = isFailureCode(code) ? failureMeaning(language, code) : noticeWords[language].reason[code]
  return html`<li>${meaning} ${identifier(detail)}</li>`
}
