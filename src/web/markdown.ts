import { type Html, html } from './html.ts'
import { identifier } from './parts/words.ts'

/** A document in pieces: what our own documents are written in, and no more of Markdown (CommonMark 0.31, tables of GFM) than that. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** Blocks are separated by empty lines; a line that is broken goes on. */
export function markdownBlocks(text: string): readonly Block[] {
  return text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(blockOf)
}

/** A block as markup. The document's second level is the page's; `id` makes a heading's anchor; a table needs a caption to be read out. */
export function blockView(block: Block, { id, caption }: { readonly id: string; readonly caption: string }): Html {
  if (block.kind === 'heading') return html`<h2 id="${id}">${inline(block.text)}</h2>`
  if (block.kind === 'paragraph') return html`<p>${inline(block.text)}</p>`
  if (block.kind === 'list') return html`<ul class="bullets">${block.items.map((item) => html`<li>${inline(item)}</li>`)}</ul>`
  const { head, rows } = block
  return html`<table class="rec pack"><caption class="vh">${caption}</caption><thead><tr>${head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
<tbody>${rows.map(([first = '', ...cells]) => html`<tr><th scope="row">${inline(first)}</th>${cells.map((cell, index) => html`<td data-l="${head[index + 1] ?? ''}">${inline(cell)}</td>`)}</tr>`)}</tbody></table>`
}

function blockOf(block: string): Block {
  const lines = block.split('\n')
  const heading = /^(#{1,6}) (.+)$/.exec(block)
  if (heading !== null) return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' }
  if (block.startsWith('- ')) {
    return {
      kind: 'list',
      items: block
        .slice(2)
        .split(/\n- /)
        .map((item) => item.replace(/\s*\n\s*/g, ' ')),
    }
  }
  if (block.startsWith('|')) {
    const [head = [], , ...rows] = lines.map(cellsOf)
    return { kind: 'table', head, rows }
  }
  return { kind: 'paragraph', text: lines.map((line) => line.trim()).join(' ') }
}

function cellsOf(line: string): readonly string[] {
  return line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())
}

/** `code`, **strong** and *emphasis*; nothing nests. A formula or an identifier keeps its own direction. */
export function inline(text: string): Html {
  const pieces = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*)/)
  return html`${pieces.map((piece) => {
    if (/^`.+`$/.test(piece)) return identifier(piece.slice(1, -1))
    if (/^\*\*.+\*\*$/.test(piece)) return html`<strong>${piece.slice(2, -2)}</strong>`
    if (/^\*.+\*$/.test(piece)) return html`<em><bdi>${piece.slice(1, -1)}</bdi></em>`
    return html`${piece}`
  })}`
}
