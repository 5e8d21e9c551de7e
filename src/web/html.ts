/** Markup that is safe to send. Only `html` makes it, so text can never pass for it. */
export class Html {
  // Private, so that no object of the same shape is taken for markup.
  readonly #markup: string
  private constructor(markup: string) {
    this.#markup = markup
  }
  get markup(): string {
    return this.#markup
  }
  /** The only door, without escaping: a test sees to it that nobody but this file uses it. */
  static raw(markup: string): Html {
    return new Html(markup)
  }
}
/** What a hole of a template takes. An object, a Date or a boolean is a compile error: somebody must have said how it reads. */
export type Hole = string | number | Html | readonly Html[] | null

/** Template tag: text is escaped, markup is kept, lists are joined, null is nothing. Attribute holes must be quoted (a test sees to it). */
export function html(texts: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return Html.raw(texts.reduce((page, text, index) => page + markupOf(holes[index - 1] ?? null) + text))
}

/** The text to send. */
export function render(page: Html): string {
  return page.markup
}

/** Text for the content of an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (char) => entities[char] ?? char) : text
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function markupOf(hole: Hole): string {
  if (hole === null) return ''
  if (typeof hole === 'string') return escapeHtml(hole)
  if (typeof hole === 'number') return String(hole)
  if (hole instanceof Html) return hole.markup
  // What gets past the types must not get past here: an object of the same shape is not markup.
  if (!Array.isArray(hole) || !hole.every((item) => item instanceof Html))
    throw new TypeError('a hole of a template takes text, numbers and markup')
  return hole.map((item) => item.markup).join('')
}
