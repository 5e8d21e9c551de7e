import type { Locale } from '../../i18n/index.ts'
import { liveWords } from '../../i18n/live-words.ts'
import { type Html, html } from '../html.ts'
import { filterAtMost, type HomeChoice, homeGroups, homeSorts } from './home-choice.ts'

/** The form that filters, orders and groups the services: an address, with or without scripts. */
export function findForm({ language }: Locale, { q, sort, group }: HomeChoice): Html {
  const w = liveWords[language]
  const { find, keys } = w
  return html`<form class="find" method="get" action="/" role="search" aria-label="${find.head}" data-find>
<p><label for="f-q">${find.label}</label><input id="f-q" name="q" type="search" value="${q}" maxlength="${filterAtMost}" placeholder="${find.hint}" autocomplete="off" spellcheck="false" dir="auto"></p>
<p><label for="f-sort">${find.sort}</label><select id="f-sort" name="sort">${homeSorts.map((name) => option(name, find.sorts[name], name === sort))}</select></p>
<p><label for="f-group">${find.group}</label><select id="f-group" name="group">${homeGroups.map((name) => option(name, find.groups[name], name === group))}</select></p>
<p><button>${find.show}</button></p></form>
<p class="note keys" data-keys hidden>${keys.text} <button type="button" data-off="${keys.off}" data-on="${keys.on}">${keys.off}</button></p>`
}

/** How many of all are shown, said when it changes; where nothing matches, the way back. */
export function findResult({ language }: Locale, { q }: HomeChoice, shown: number, total: number): Html {
  const { find } = liveWords[language]
  const text = q === '' ? null : html`${shown === 0 ? find.nothing(q) : find.shown(shown, total)} <a href="/">${find.all}</a>`
  return html`<p class="found" role="status">${text}</p>`
}

function option(value: string, text: string, selected: boolean): Html {
  return html`<option value="${value}"${selected ? chosen : null}>${text}</option>`
}

const chosen = html` selected`
