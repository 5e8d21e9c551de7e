// @ts-check
// Lets a drawing of response times be looked at closer: drag, buttons or keys choose a stretch, and its figures are fetched as so many points
// as there are pixels. Without this script, or when something fails, the drawing that came with the page stays.

for (const plot of document.querySelectorAll('[data-plot]')) if (plot instanceof HTMLElement) whenNear(plot, () => void enhance(plot))

const pointsAtMost = 2000
const shortestMs = 60_000
const phases = ['resolve', 'connect', 'handshake', 'firstByte', 'transfer']

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

/** @param {HTMLElement} plot */
async function enhance(plot) {
  const { plot: address = '', library = '', zone = 'UTC', locale = 'en', dir = 'ltr', hint = '', failed = '', head = '' } = plot.dataset
  const names = (plot.dataset['phases'] ?? '').split('|')
  const [milliseconds = 'ms', seconds = 's'] = (plot.dataset['units'] ?? '').split('|')
  const [closerText = '', fartherText = '', resetText = ''] = (plot.dataset['words'] ?? '').split('|')
  const whole = { from: Number(plot.dataset['from']), to: Number(plot.dataset['to']) }
  const drawing = plot.firstElementChild
  if (!(drawing instanceof HTMLElement)) return
  const height = Math.max(200, Math.round(drawing.clientHeight))
  let shown = whole
  /** @type {AbortController | null} */
  let running = null

  const { default: uPlot } = await import(library)
  const said = document.createElement('output')
  const first = await figures(shown)
  if (first === null) return
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  const canvas = document.createElement('div')
  canvas.className = 'plot-live'
  canvas.tabIndex = 0
  canvas.setAttribute('role', 'application')
  canvas.setAttribute('aria-label', `${head}. ${hint}`)
  const tools = document.createElement('div')
  tools.className = 'plot-tools'
  tools.append(
    button(closerText, () => void show(around(shown, 0.5))),
    button(fartherText, () => void show(around(shown, 2))),
    button(resetText, () => void show(whole)),
    said,
  )
  said.textContent = hint
  drawing.replaceWith(canvas)
  plot.append(tools)
  plot.classList.add('live')
  let chart = make(first)
  const again = () => {
    const data = chart.data
    chart.destroy()
    chart = make(data)
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again)
  new ResizeObserver(() => chart.setSize({ width: canvas.clientWidth, height })).observe(canvas)
  canvas.addEventListener('keydown', (event) => {
    const quarter = (shown.to - shown.from) / 4
    const forward = dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    const back = dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft'
    const next =
      event.key === '+'
        ? around(shown, 0.5)
        : event.key === '-'
          ? around(shown, 2)
          : event.key === forward
            ? { from: shown.from + quarter, to: shown.to + quarter }
            : event.key === back
              ? { from: shown.from - quarter, to: shown.to - quarter }
              : event.key === 'Home'
                ? whole
                : null
    if (next === null) return
    event.preventDefault()
    void show(next)
  })

  /** @param {{ from: number, to: number }} wish */
  async function show(wish) {
    const to = Math.min(wish.to, Date.now())
    const next = { from: Math.max(0, Math.round(Math.min(wish.from, to - shortestMs))), to: Math.round(to) }
    const data = await figures(next)
    if (data === null) return
    shown = next
    chart.setData(data, false)
    chart.setScale('x', { min: next.from / 1000, max: next.to / 1000 })
  }

  /**
   * Columns for the chart: instants in seconds, phases added up, least and most; null when there is nothing new to draw.
   * @param {{ from: number, to: number }} period
   * @returns {Promise<(number | null)[][] | null>}
   */
  async function figures({ from, to }) {
    running?.abort()
    const own = (running = new AbortController())
    const points = Math.min(pointsAtMost, Math.max(100, plot.clientWidth))
    try {
      const query = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}&points=${points}`
      const answer = await fetch(`${address}?${query}`, { signal: own.signal, headers: { accept: 'application/json' } })
      if (!answer.ok) throw new Error(String(answer.status))
      const { items, bucketMs } = await answer.json()
      const sums = items.map((/** @type {any} */ item) => {
        let sum = 0
        return phases.map((phase) => (item.total === null ? null : (sum += item[phase]?.meanMs ?? 0)))
      })
      return [
        items.map((/** @type {any} */ item) => (Date.parse(item.from) + bucketMs / 2) / 1000),
        // The whole first, so that what is below it is drawn over it.
        ...phases.map((_, index) => sums.map((/** @type {any} */ sum) => sum[phases.length - 1 - index])).map((column) => column),
        items.map((/** @type {any} */ item) => item.total?.minMs ?? null),
        items.map((/** @type {any} */ item) => item.total?.maxMs ?? null),
      ]
    } catch {
      if (!own.signal.aborted) said.textContent = failed
      return null
    }
  }

  /** @param {(number | null)[][]} data */
  function make(data) {
    const style = getComputedStyle(plot)
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim()
    const line = (/** @type {string | undefined} */ label) => ({ label, stroke: colour('--ink-2'), width: 0.75, points: { show: false } })
    const text = (/** @type {number} */ ms) =>
      ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))}\u00a0${seconds}` : `${Math.round(ms)}\u00a0${milliseconds}`
    const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone })
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: zone })
    const named = (/** @type {number} */ second, /** @type {number} */ step) => (step < 86_400 ? clock : day).format(second * 1000)
    const common = {
      stroke: colour('--ink-3'),
      font: `12px ${style.fontFamily}`,
      grid: { stroke: colour('--rule'), width: 1 },
      ticks: { stroke: colour('--rule') },
    }
    return new uPlot(
      {
        width: canvas.clientWidth,
        height,
        legend: { show: false },
        tzDate: (/** @type {number} */ second) => uPlot.tzDate(new Date(second * 1000), zone),
        cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false }, bind: { dblclick: () => () => void show(whole) } },
        scales: {
          x: { time: true, dir: dir === 'rtl' ? -1 : 1, range: () => [shown.from / 1000, shown.to / 1000] },
          y: { range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ most) => [0, Math.max(1, most) * 1.05] },
        },
        axes: [
          {
            ...common,
            space: 90,
            values: (
              /** @type {any} */ _,
              /** @type {number[]} */ at,
              /** @type {any} */ __,
              /** @type {any} */ ___,
              /** @type {number} */ step,
            ) => at.map((one) => named(one, step)),
          },
          { ...common, side: dir === 'rtl' ? 1 : 3, size: 60, values: (/** @type {any} */ _, /** @type {number[]} */ at) => at.map(text) },
        ],
        series: [
          {},
          ...phases.map((_, index) => ({
            label: names[phases.length - 1 - index],
            fill: colour(`--p${phases.length - index}`),
            width: 0,
            points: { show: false },
          })),
          line(plot.dataset['least']),
          line(plot.dataset['most']),
        ],
        hooks: {
          drawClear: [(/** @type {any} */ u) => hatchHoles(u, colour('--hatch'))],
          setSelect: [
            (/** @type {any} */ u) => {
              if (u.select.width < 4) return
              const [a, b] = [u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')].toSorted((x, y) => x - y)
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
              void show({ from: a * 1000, to: b * 1000 })
            },
          ],
          setCursor: [
            (/** @type {any} */ u) => {
              const at = u.cursor.idx
              const [instants, total, , , , , least, most] = u.data
              if (at === null || at === undefined || total[at] === null || total[at] === undefined) return
              const when = new Date(instants[at] * 1000)
              const zoneText = offset.formatToParts(when).find(({ type }) => type === 'timeZoneName')?.value ?? ''
              said.textContent = `${dateTime.format(when)} (${zoneText.replace('GMT', 'UTC')}): ${text(least[at])} – ${text(total[at])} – ${text(most[at])}`
            },
          ],
        },
      },
      data,
      canvas,
    )
  }
}

/**
 * Hatches what lies between two drawn instants that a hole parts, as the drawing of the page does.
 * @param {any} u
 * @param {string} colour
 */
function hatchHoles(u, colour) {
  const tile = document.createElement('canvas')
  tile.width = tile.height = 6
  const pen = tile.getContext('2d')
  const paper = u.ctx
  if (pen === null) return
  pen.strokeStyle = colour
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
    const [a, b] = [instants[Math.max(0, first - 1)], instants[Math.min(total.length - 1, i + 1)]].map((at) => u.valToPos(at, 'x', true))
    paper.fillRect(Math.max(u.bbox.left, Math.min(a, b)), u.bbox.top, Math.abs(b - a), u.bbox.height)
  }
  paper.restore()
}

/**
 * The same middle, so many times the length.
 * @param {{ from: number, to: number }} period
 * @param {number} times
 */
function around({ from, to }, times) {
  const [middle, half] = [(from + to) / 2, ((to - from) * times) / 2]
  return { from: middle - half, to: middle + half }
}

/**
 * @param {string} text
 * @param {() => void} act
 */
function button(text, act) {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = text
  made.addEventListener('click', act)
  return made
}
