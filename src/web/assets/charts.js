// @ts-check
// Lets a drawing of response times be looked at closer: drag, buttons or keys choose a stretch, and its figures are fetched as so many points
// as there are pixels. Without this script, or when something fails, the drawing that came with the page stays.

/**
 * What the page says in `data-plot`.
 * @typedef {{ address: string, library: string, from: number, to: number, zone: string, locale: string, rtl: boolean, head: string,
 *   least: string, mean: string, most: string, millisecond: string, second: string, comma: string, colon: string, first: string,
 *   closer: string, farther: string, whole: string, hint: string, failed: string }} Facts
 * @typedef {{ from: number, to: number }} Period
 * @typedef {(number | null)[][]} Columns Instants in seconds, phases added up with the whole first, least and most.
 */

const pointsAtMost = 2000
const shortestMs = 60_000
const phases = ['resolve', 'connect', 'handshake', 'firstByte', 'transfer']

for (const plot of document.querySelectorAll('[data-plot]')) if (plot instanceof HTMLElement) whenNear(plot, () => void enhance(plot))

/**
 * @param {HTMLElement} element
 * @param {() => void} act
 */
function whenNear(element, act) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      observer.disconnect()
      act()
    },
    { rootMargin: '300px' },
  )
  observer.observe(element)
}

/**
 * Puts a drawing that can be looked at closer in the place of the one that came with the page, once its figures are here.
 * @param {HTMLElement} plot
 */
async function enhance(plot) {
  /** @type {Facts} */
  const facts = JSON.parse(plot.dataset['plot'] ?? '')
  const drawing = plot.firstElementChild
  if (!(drawing instanceof HTMLElement)) return
  const height = Math.max(200, Math.round(drawing.clientHeight))
  const whole = { from: facts.from, to: facts.to }
  /** @type {Period} */
  let shown = whole
  const said = document.createElement('output')
  const columnsOf = fetcher(facts, () => plot.clientWidth)
  const [{ default: uPlot }, first] = await Promise.all([import(facts.library), columnsOf(whole)])
  if (first === 'failed' || first === 'overtaken') return

  const canvas = canvasFor(facts)
  plot.append(tools(facts, said, (times) => void show(times === null ? whole : around(shown, times))))
  drawing.replaceWith(canvas)
  /** @param {Columns} columns */
  const make = (columns) =>
    new uPlot(
      {
        width: canvas.clientWidth,
        height,
        ...looks(facts, plot, uPlot),
        ...acts(facts, said, () => shown, show),
      },
      columns,
      canvas,
    )
  let chart = make(first)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    const { data } = chart
    chart.destroy()
    chart = make(data)
  })
  new ResizeObserver(() => chart.setSize({ width: canvas.clientWidth, height })).observe(canvas)
  canvas.addEventListener('keydown', (event) => {
    const next = event.key === 'Home' ? whole : moved(event.key, shown, facts.rtl)
    if (next === null || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    void show(next)
  })

  /** @param {Period} wish */
  async function show(wish) {
    const to = Math.min(wish.to, Date.now())
    const next = { from: Math.max(0, Math.round(Math.min(wish.from, to - shortestMs))), to: Math.round(to) }
    const columns = await columnsOf(next)
    if (columns === 'failed') said.textContent = facts.failed
    if (columns === 'failed' || columns === 'overtaken') return
    shown = next
    chart.setData(columns, false)
    chart.setScale('x', { min: next.from / 1000, max: next.to / 1000 })
  }
}

/**
 * Fetches the figures of a period; a newer question ends an older one.
 * @param {Facts} facts
 * @param {() => number} width
 * @returns {(period: Period) => Promise<Columns | 'failed' | 'overtaken'>}
 */
function fetcher({ address }, width) {
  /** @type {AbortController | null} */
  let running = null
  return async ({ from, to }) => {
    running?.abort()
    const own = (running = new AbortController())
    const points = Math.min(pointsAtMost, Math.max(100, width()))
    try {
      const query = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}&points=${points}`
      const answer = await fetch(`${address}?${query}`, { signal: own.signal, headers: { accept: 'application/json' } })
      return answer.ok ? columnsFrom(await answer.json()) : 'failed'
    } catch {
      return own.signal.aborted ? 'overtaken' : 'failed'
    }
  }
}

/**
 * @param {any} answer
 * @returns {Columns}
 */
function columnsFrom({ items, bucketMs }) {
  const sums = items.map((/** @type {any} */ item) => {
    let sum = 0
    return phases.map((phase) => (item.total === null ? null : (sum += item[phase]?.meanMs ?? 0)))
  })
  return [
    items.map((/** @type {any} */ item) => (Date.parse(item.from) + bucketMs / 2) / 1000),
    // The whole first, so that what is below it is drawn over it; its mean as it is, not as a sum of rounded ones.
    items.map((/** @type {any} */ item) => item.total?.meanMs ?? null),
    ...phases.slice(1).map((_, index) => sums.map((/** @type {any} */ sum) => sum[phases.length - 2 - index])),
    items.map((/** @type {any} */ item) => item.total?.minMs ?? null),
    items.map((/** @type {any} */ item) => item.total?.maxMs ?? null),
  ]
}

/**
 * Scales, axes and series: how it looks.
 * @param {Facts} facts
 * @param {HTMLElement} plot
 * @param {any} uPlot
 */
function looks(facts, plot, uPlot) {
  const { zone, locale, rtl } = facts
  const style = getComputedStyle(plot)
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim()
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone })
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: zone })
  const dayText = (/** @type {number} */ second) =>
    day
      .formatToParts(second * 1000)
      .map(({ type, value }) => (type === 'day' && value === '1' ? facts.first : value))
      .join('')
  const common = {
    stroke: colour('--ink-3'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour('--rule'), width: 1 },
    ticks: { stroke: colour('--rule') },
  }
  /** @type {(u: any, at: number[], axis: number, space: number, step: number) => string[]} */
  const instants = (_u, at, _axis, _space, step) => at.map((second) => (step < 86_400 ? clock.format(second * 1000) : dayText(second)))
  const line = { stroke: colour('--ink-2'), width: 0.75, points: { show: false } }
  return {
    legend: { show: false },
    tzDate: (/** @type {number} */ second) => uPlot.tzDate(new Date(second * 1000), zone),
    axes: [
      { ...common, space: 90, values: instants },
      {
        ...common,
        side: rtl ? 1 : 3,
        size: 60,
        values: (/** @type {any} */ _, /** @type {number[]} */ at) => at.map((ms) => milliseconds(facts, ms)),
      },
    ],
    series: [
      {},
      ...phases.map((_, index) => ({ fill: colour(`--p${phases.length - index}`), width: 0, points: { show: false } })),
      line,
      line,
    ],
  }
}

/**
 * What it does with a pointer, and what it shows of a period.
 * @param {Facts} facts
 * @param {HTMLOutputElement} said
 * @param {() => Period} shown
 * @param {(period: Period) => Promise<void>} show
 */
function acts(facts, said, shown, show) {
  const { from, to, rtl } = facts
  const tell = teller(facts)
  return {
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { show: false },
      bind: { dblclick: () => () => void show({ from, to }) },
    },
    scales: {
      x: { time: true, dir: rtl ? -1 : 1, range: () => [shown().from / 1000, shown().to / 1000] },
      y: { range: (/** @type {any} */ _, /** @type {number} */ _least, /** @type {number} */ most) => [0, Math.max(1, most) * 1.05] },
    },
    hooks: {
      drawClear: [hatchHoles],
      setSelect: [
        (/** @type {any} */ u) => {
          if (u.select.width < 4) return
          const [a, b] = [u.select.left, u.select.left + u.select.width].map((left) => u.posToVal(left, 'x') * 1000)
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          void show({ from: Math.min(a ?? from, b ?? to), to: Math.max(a ?? from, b ?? to) })
        },
      ],
      setCursor: [
        (/** @type {any} */ u) => {
          const at = u.cursor.idx
          if (at !== null && at !== undefined && typeof u.data[1][at] === 'number') said.textContent = tell(u.data, at)
        },
      ],
    },
  }
}

/**
 * @param {Facts} facts
 * @returns {(columns: any, at: number) => string} The instant with its offset, and the total of its bucket.
 */
function teller(facts) {
  const { locale, zone, least, mean, most, comma, colon } = facts
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: zone })
  const zoned = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  return ([instants, total, , , , , low, high], at) => {
    const when = new Date(instants[at] * 1000)
    const name = zoned.formatToParts(when).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    // A browser writes UTC itself without digits.
    const offset = name === 'GMT' ? 'UTC+00:00' : name.replace('GMT', 'UTC')
    const figures = [
      `${least} ${milliseconds(facts, low[at])}`,
      `${mean} ${milliseconds(facts, total[at])}`,
      `${most} ${milliseconds(facts, high[at])}`,
    ]
    // The offset keeps its own direction in a text from right to left.
    return `${dateTime.format(when)} (\u2068${offset}\u2069)${colon}${figures.join(comma)}`
  }
}

/**
 * @param {Facts} facts
 * @param {number} ms
 */
function milliseconds({ millisecond, second }, ms) {
  return ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))}\u00a0${second}` : `${Math.round(ms)}\u00a0${millisecond}`
}

/**
 * Hatches what lies between two drawn instants that a hole parts, as the drawing of the page does.
 * @param {any} u
 */
function hatchHoles(u) {
  const tile = document.createElement('canvas')
  tile.width = tile.height = 6
  const pen = tile.getContext('2d')
  const paper = u.ctx
  if (pen === null) return
  pen.strokeStyle = getComputedStyle(u.root).getPropertyValue('--hatch').trim()
  pen.beginPath()
  for (const shift of [-6, 0, 6]) {
    pen.moveTo(shift, 6)
    pen.lineTo(shift + 6, 0)
  }
  pen.stroke()
  const [instants, total] = u.data
  paper.save()
  paper.fillStyle = paper.createPattern(tile, 'repeat')
  for (let i = 0; i < total.length; i += 1) {
    if (total[i] !== null) continue
    const first = i
    while (i + 1 < total.length && total[i + 1] === null) i += 1
    const [a = 0, b = 0] = [Math.max(0, first - 1), Math.min(total.length - 1, i + 1)].map((at) => u.valToPos(instants[at], 'x', true))
    paper.fillRect(Math.max(u.bbox.left, Math.min(a, b)), u.bbox.top, Math.abs(b - a), u.bbox.height)
  }
  paper.restore()
}

/**
 * The period that a key leads to, or null.
 * @param {string} key
 * @param {Period} shown
 * @param {boolean} rtl
 * @returns {Period | null}
 */
function moved(key, { from, to }, rtl) {
  const quarter = (to - from) / 4
  if (key === '+') return around({ from, to }, 0.5)
  if (key === '-') return around({ from, to }, 2)
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null
  const shift = (key === 'ArrowRight') === rtl ? -quarter : quarter
  return { from: from + shift, to: to + shift }
}

/**
 * The same middle, so many times the length.
 * @param {Period} period
 * @param {number} times
 * @returns {Period}
 */
function around({ from, to }, times) {
  const [middle, half] = [(from + to) / 2, ((to - from) * times) / 2]
  return { from: middle - half, to: middle + half }
}

/** @param {Facts} facts */
function canvasFor({ head, hint }) {
  const canvas = document.createElement('div')
  canvas.className = 'plot-live'
  canvas.tabIndex = 0
  canvas.setAttribute('role', 'application')
  canvas.setAttribute('aria-label', `${head}. ${hint}`)
  return canvas
}

/**
 * Buttons, and where the figures under the pointer are told.
 * @param {Facts} facts
 * @param {HTMLOutputElement} said
 * @param {(times: number | null) => void} act So many times the length; null for all of it.
 */
function tools({ closer, farther, whole, hint }, said, act) {
  const row = document.createElement('div')
  row.className = 'plot-tools'
  for (const [text, times] of /** @type {const} */ ([
    [closer, 0.5],
    [farther, 2],
    [whole, null],
  ])) {
    const made = document.createElement('button')
    made.type = 'button'
    made.textContent = text
    made.addEventListener('click', () => act(times))
    row.append(made)
  }
  said.textContent = hint
  row.append(said)
  return row
}
