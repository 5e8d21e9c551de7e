// @ts-check
// Keeps a page as it would be if it were asked for again now. A change that the server tells of makes this page ask for its own address, and
// its regions (`data-live`) are brought up to the answer node by node. So there is one rendering, the server's, and a number is the same
// with and without this script; a duration grows here only when a failed look made it grow there.

/** Whatever changed, a page is asked for at most this often; looks alone, which change little, wait longer. */
const changeEveryMs = 2_000
const lookEveryMs = 15_000
/** Without a stream of events. */
const pollEveryMs = 30_000
/** A page that could not be had for this long says so. */
const lostAfterMs = 45_000
/** A hidden page gives its place in the stream to somebody who reads. */
const hiddenForMs = 60_000

const board = document.body.classList.contains('board')
let lastId = ''
let askedAt = Date.now()
let fineAt = Date.now()
/** @type {EventSource | null} */
let stream = null
/** @type {number | undefined} */
let timer
let dueAt = Infinity
/** @type {AbortController | null} */
let asking = null
/** What the page is about; of other monitors it need not hear. Empty: of all. */
const monitors = new Set([...document.querySelectorAll('[data-monitor]')].map((element) => element.getAttribute('data-monitor')))

/** Asks for the page at `at` (ms), or earlier where that was planned. @param {number} at */
function planFor(at) {
  if (at >= dueAt) return
  dueAt = at
  clearTimeout(timer)
  timer = setTimeout(refresh, Math.max(0, at - Date.now()))
}

/** Readers must not all ask in the same moment. @param {number} everyMs */
function plan(everyMs) {
  planFor(Math.max(Date.now(), askedAt + everyMs) + Math.random() * 500)
}

async function refresh() {
  dueAt = Infinity
  if (document.hidden && !board) return
  asking?.abort()
  const mine = new AbortController()
  asking = mine
  askedAt = Date.now()
  try {
    const signal = AbortSignal.any([mine.signal, AbortSignal.timeout(20_000)])
    const response = await fetch(location.href, { headers: { Accept: 'text/html' }, cache: 'no-cache', signal })
    if (!response.ok) throw new Error(String(response.status))
    const text = await response.text()
    if (asking !== mine) return
    show(new DOMParser().parseFromString(text, 'text/html'))
    fineAt = Date.now()
  } catch {
    if (mine.signal.aborted) return
  }
  const lost = document.getElementById('lost')
  if (lost !== null) lost.hidden = Date.now() - fineAt < lostAfterMs
  planFor(
    Date.now() +
      (stream?.readyState === EventSource.OPEN && !board && fineAt >= askedAt ? 4 * pollEveryMs : board ? lookEveryMs : pollEveryMs),
  )
}

/** @param {Document} next */
function show(next) {
  // A wall runs for months: a new version of its styles is taken as soon as it is there, and with it a new one of this script.
  if (board && styleOf(next) !== styleOf(document)) return location.reload()
  const kept = keepPlace()
  for (const region of next.querySelectorAll('[data-live]')) {
    const here = document.getElementById(region.id)
    if (here !== null && !isBeingSelected(here)) bringUpTo(here, region)
  }
  document.title = next.title
  document.body.className = next.body.className
  kept()
}

/** @param {Document} page */
function styleOf(page) {
  return page.querySelector('link[rel=stylesheet]')?.getAttribute('href')
}

/** Text that somebody is marking stays until the next time. @param {Element} element */
function isBeingSelected(element) {
  const selection = getSelection()
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true)
}

/** What is read stays where it is on the screen, and the focus where it was. Returns what to do after the change. */
function keepPlace() {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null
  const candidates = [...document.querySelectorAll('main [id], main h2, main section')]
  const inView = scrollY === 0 ? undefined : candidates.find((element) => element.getBoundingClientRect().top >= 0)
  const anchor = focused !== null && focused.closest('[data-live]') !== null ? focused : inView
  const top = anchor?.getBoundingClientRect().top ?? 0
  return () => {
    if (focused !== null && focused.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true })
    if (anchor?.isConnected === true) scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: 'instant' })
  }
}

/** Makes `here` equal to `next` with the fewest changes. @param {Node} here @param {Node} next */
function bringUpTo(here, next) {
  if (here.isEqualNode(next)) return
  if (here instanceof CharacterData && next instanceof CharacterData) {
    here.data = next.data
    return
  }
  if (!(here instanceof Element) || !(next instanceof Element)) return
  const wasState = here.getAttribute('data-state')
  for (const name of here.getAttributeNames()) if (!next.hasAttribute(name) && !isOurs(here, name)) here.removeAttribute(name)
  for (const { name, value } of next.attributes)
    if (here.getAttribute(name) !== value && !isOurs(here, name)) here.setAttribute(name, value)
  if (wasState !== next.getAttribute('data-state')) markChanged(here)
  childrenUpTo(here, next)
}

/** What the reader did stays: an opened `details`, a mark that is fading. @param {Element} element @param {string} name */
function isOurs(element, name) {
  return (name === 'open' && element.nodeName === 'DETAILS') || name === 'data-fresh'
}

/** @param {Element} here @param {Element} next */
function childrenUpTo(here, next) {
  const byId = new Map([...here.children].filter(({ id }) => id !== '').map((child) => [child.id, child]))
  /** @type {ChildNode | null} */
  let at = here.firstChild
  for (const wanted of next.childNodes) {
    while (isAdded(at)) at = at?.nextSibling ?? null
    const id = wanted instanceof Element ? wanted.id : ''
    const match = id === '' ? (at !== null && isAlike(at, wanted) ? at : null) : (byId.get(id) ?? null)
    if (match === null) here.insertBefore(document.importNode(wanted, true), at)
    else {
      if (match === at) at = at.nextSibling
      else here.insertBefore(match, at)
      bringUpTo(match, wanted)
    }
  }
  while (at !== null) {
    const after = at.nextSibling
    if (!isAdded(at)) at.remove()
    at = after
  }
}

/** A button that the script for copying put beside its text. @param {Node | null} node */
function isAdded(node) {
  return node instanceof Element && node.classList.contains('copier')
}

/** @param {ChildNode} here @param {ChildNode} wanted */
function isAlike(here, wanted) {
  return here.nodeName === wanted.nodeName && !(here instanceof Element && here.id !== '')
}

/** A state that changed is marked for some seconds; how, and whether it moves, is the style sheet's. @param {Element} element */
function markChanged(element) {
  element.setAttribute('data-fresh', '')
  setTimeout(() => element.removeAttribute('data-fresh'), 6_000)
}

// The stream. The browser comes back by itself after a broken connection, with Last-Event-ID; after a refusal it does not.

function listen() {
  if (stream !== null && stream.readyState !== EventSource.CLOSED) return
  const source = new EventSource(lastId === '' ? '/events' : `/events?lastEventId=${encodeURIComponent(lastId)}`)
  stream = source
  const hear = (/** @type {number} */ everyMs) => (/** @type {MessageEvent} */ event) => {
    if (event.lastEventId !== '') lastId = event.lastEventId
    if (monitors.size === 0 || monitors.has(JSON.parse(event.data).monitorId)) plan(everyMs)
  }
  // Each connection begins with every state as it is: what was missed shows, and costs one question.
  source.addEventListener('state', hear(changeEveryMs))
  source.addEventListener('outage', hear(changeEveryMs))
  source.addEventListener('observation', hear(lookEveryMs))
  source.addEventListener('error', () => {
    plan(changeEveryMs)
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, pollEveryMs * (0.5 + Math.random()))
  })
}

/** @type {number | undefined} */
let hiding
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding)
  if (document.hidden && !board) hiding = setTimeout(() => stream?.close(), hiddenForMs)
  else if (!document.hidden) {
    listen()
    plan(changeEveryMs)
  }
})

// The filter: the same addresses that the form has without this script.

const form = document.querySelector('form[data-find]')
if (form instanceof HTMLFormElement) {
  const apply = () => {
    const wanted = new URLSearchParams()
    for (const [name, value] of new FormData(form))
      if (typeof value === 'string' && value.trim() !== '' && !isFirstChoice(form, name)) wanted.set(name, value)
    history.replaceState(null, '', wanted.size === 0 ? location.pathname : `${location.pathname}?${wanted}`)
    void refresh()
  }
  /** @type {number | undefined} */
  let typing
  form.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(apply, 120)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    apply()
  })
  const search = form.querySelector('input[type=search]')
  if (search instanceof HTMLInputElement) withKeys(search)
}

/** What the address does without. @param {HTMLFormElement} of @param {string} name */
function isFirstChoice(of, name) {
  const control = of.elements.namedItem(name)
  return control instanceof HTMLSelectElement && control.selectedIndex === 0
}

/** `/`, j, k, and arrows from row to row. They can be turned off (WCAG 2.1.4). @param {HTMLInputElement} search */
function withKeys(search) {
  const note = document.querySelector('[data-keys]')
  const toggle = note?.querySelector('button')
  let on = readSetting() !== 'off'
  if (note instanceof HTMLElement && toggle instanceof HTMLButtonElement) {
    const tell = () => {
      toggle.textContent = toggle.getAttribute(on ? 'data-off' : 'data-on')
      if (on) search.setAttribute('aria-keyshortcuts', '/')
      else search.removeAttribute('aria-keyshortcuts')
    }
    note.hidden = false
    tell()
    toggle.addEventListener('click', () => {
      on = !on
      writeSetting(on ? 'on' : 'off')
      tell()
    })
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const writing = event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]') !== null
    const rows = [...document.querySelectorAll('.svc .row th a')].filter((link) => link instanceof HTMLAnchorElement)
    const at = rows.findIndex((link) => link === document.activeElement)
    const step = keyStep(event.key, writing, at >= 0, event.target === search, on)
    if (event.key === '/' && on && !writing) {
      event.preventDefault()
      search.focus()
      search.select()
    } else if (event.key === 'Escape' && event.target === search && search.value !== '') {
      search.value = ''
      search.dispatchEvent(new Event('input', { bubbles: true }))
    } else if (step !== 0 && rows.length > 0) {
      event.preventDefault()
      rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus()
    }
  })
}

/** Arrows move among rows only from a row or down from the filter: elsewhere they scroll. @param {string} key @param {boolean} writing @param {boolean} inRow @param {boolean} inSearch @param {boolean} on */
function keyStep(key, writing, inRow, inSearch, on) {
  if (on && !writing && (key === 'j' || key === 'k')) return key === 'j' ? 1 : -1
  if (inRow && (key === 'ArrowDown' || key === 'ArrowUp')) return key === 'ArrowDown' ? 1 : -1
  return inSearch && key === 'ArrowDown' ? 1 : 0
}

function readSetting() {
  try {
    return localStorage.getItem('vigie-keys')
  } catch {
    return null
  }
}

/** @param {string} value */
function writeSetting(value) {
  try {
    localStorage.setItem('vigie-keys', value)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

listen()
if (board) planFor(Date.now() + lookEveryMs)
