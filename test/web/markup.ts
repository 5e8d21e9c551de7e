/** One element of a page, as far as these tests need to know. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

const voids = new Set(['meta', 'link', 'br', 'hr', 'img', 'input'])

/** Reads a page strictly: every element closed in order, every attribute quoted and said once. Returns its elements; throws where it is not so. */
export function elementsOf(page: string): readonly Element[] {
  const open: string[] = []
  const found: Element[] = []
  for (const [tag, closing = '', name = '', rest = ''] of page.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*"|\s+[\w-]+)*)\s*\/?>|<(?!!doctype)[^>]*>/g,
  )) {
    if (name === '') throw new Error(`not a tag: ${tag}`)
    if (closing === '/') {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${last}>`)
      continue
    }
    found.push({ name, attributes: attributesOf(tag, rest) })
    if (!voids.has(name) && !tag.endsWith('/>')) open.push(name)
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(', ')}`)
  return found
}

/** What a page says, without markup. */
export function textOf(page: string): string {
  return page
    .replace(/<head>[\s\S]*?<\/head>|<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/\s+/g, ' ')
}

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

function attributesOf(tag: string, text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [, name = '', value = ''] of text.matchAll(/\s+([\w:-]+)(?:="([^"]*)")?/g)) {
    if (name in found) throw new Error(`${name} twice in ${tag}`)
    found[name] = value
  }
  return found
}
