/** Which elements of a page a reader does not see. */
export interface HiddenRules {
  /** Takes the content of a `<style>` into account. */
  readonly learn: (css: string) => void
  /** Whether the attributes of a tag, as they are written, are worth reading. */
  readonly mayHide: (source: string) => boolean
  readonly hides: (attributes: ReadonlyMap<string, string>) => boolean
}

/**
 * Hidden by the `hidden` attribute, by an own style, by a class that means so everywhere, or by a plain rule for one class or id in the
 * page's own `<style>`. Style sheets in files of their own are not fetched, and scripts are not run: what they hide counts as seen.
 */
export function hiddenRules(): HiddenRules {
  const selectors = new Set<string>()
  let learnt = 0
  let hint = usualHint
  return {
    learn(css) {
      if (learnt >= mostCss || selectors.size >= mostSelectors) return
      const part = css.slice(0, mostCss - learnt)
      learnt += part.length
      for (const selector of hidingSelectors(part).slice(0, mostSelectors - selectors.size)) selectors.add(selector)
      // Names of letters, digits, _ and - only: nothing in them is special in a pattern.
      const names = Array.from(selectors, (selector) => selector.slice(1))
      hint = names.length === 0 ? usualHint : new RegExp([usualHint.source, ...names].join('|'), 'i')
    },
    mayHide: (source) => hint.test(source),
    hides(attributes) {
      if (attributes.has('hidden') && attributes.get('hidden') !== 'until-found') return true
      if (hidingStyle.test(attributes.get('style') ?? '')) return true
      const classes = (attributes.get('class') ?? '').split(/\s+/)
      if (classes.some((name) => usualClasses.has(name.toLowerCase()) || selectors.has(`.${name}`))) return true
      return selectors.size > 0 && selectors.has(`#${attributes.get('id') ?? ''}`)
    },
  }
}

/** Enough for the styles that a page brings itself; the rest of a bundle is not read. */
const mostCss = 65_536
const mostSelectors = 100

const hidingStyle = /display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden/i

/** In every class and style below. */
const usualHint = /hid|none|modal|invisible/i

/** Classes of the frameworks most pages are made with, and what their scripts show on demand. */
const usualClasses = new Set(['hidden', 'd-none', 'is-hidden', 'hide', 'modal', 'display-none', 'uk-hidden', 'invisible'])

/** `.name` and `#name` of rules at the top level whose block hides. */
function hidingSelectors(css: string): readonly string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  let selector = ''
  for (let at = 0; at < css.length; at++) {
    const code = css.charCodeAt(at)
    if (code === 0x7b) {
      depth++
      if (depth === 1) selector = css.slice(start, at)
      start = at + 1
    } else if (code === 0x7d) {
      if (depth === 1 && hidingStyle.test(css.slice(start, at))) found.push(...simpleSelectors(selector))
      depth = Math.max(0, depth - 1)
      start = at + 1
    }
  }
  return found
}

function simpleSelectors(selector: string): readonly string[] {
  if (selector.length > 500 || selector.includes('@')) return []
  return selector
    .split(',')
    .map((one) => one.trim())
    .filter((one) => /^[.#][\w-]+$/.test(one))
}
