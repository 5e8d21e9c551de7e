import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { html, render } from '../../src/web/html.ts'

const web = resolve(import.meta.dirname, '../../src/web')
const files = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
/** An attribute whose value begins with a hole; `?lang=${…}` inside a quoted value is another thing. */
const unquoted = /\s[\w:-]+=\$\{/
const source = (name: string) => readFileSync(join(web, name), 'utf8')

describe('the html tag', () => {
  it('escapes text in content and in attributes', () => {
    const hostile = `<script>alert("1")</script>' onload='x`
    expect(render(html`<a title="${hostile}">${hostile}</a>`)).toBe(
      '<a title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; onload=&#39;x">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; onload=&#39;x</a>',
    )
  })

  it('keeps markup, joins lists, leaves out null, prints numbers', () => {
    expect(render(html`<ul>${['a', '<b>'].map((text) => html`<li>${text}</li>`)}${null}${0}</ul>`)).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li>0</ul>',
    )
  })

  it('does not take what nobody has said how to read', () => {
    // @ts-expect-error -- an object would print as [object Object]
    expect(() => html`${{ markup: '<b>' }}`).toThrow(TypeError)
    // @ts-expect-error -- a Date has no one reading
    expect(() => html`${new Date(0)}`).toThrow(TypeError)
    // @ts-expect-error -- true would print as text
    expect(() => html`${true}`).toThrow(TypeError)
  })
})

describe('templates', () => {
  it('quote every attribute hole', () => {
    expect(files.filter((name) => unquoted.test(templates(source(name))))).toEqual([])
  })

  it('make markup without escaping in html.ts alone', () => {
    expect(files.filter((name) => name !== 'html.ts' && /\.raw\(|hono\/html/.test(source(name)))).toEqual([])
  })

  it('carry no script, no style and no handler inline', () => {
    expect(
      files.filter((name) =>
        /<script(?! type="module" src="\$\{[^}]+\}"><\/script>)|<style|\sstyle="|\son[a-z]+="|javascript:/.test(
          templates(source(name)).replace(/`javascript:`/g, ''),
        ),
      ),
    ).toEqual([])
  })

  it('are looked through: the test would see an unquoted hole', () => {
    expect(unquoted.test(templates('return html`<a href=${x}>`'))).toBe(true)
    expect(unquoted.test(templates('return html`<a href="/?lang=${x}">`'))).toBe(false)
  })
})

/** The html templates of a file, from each tag to the end of the file: enough to look for what must be nowhere. */
function templates(text: string): string {
  const first = text.indexOf('html`')
  return first < 0 ? '' : text.slice(first)
}
