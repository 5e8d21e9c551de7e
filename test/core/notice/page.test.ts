import { describe, expect, it } from 'vitest'
import { pageOfText, readPage } from '../../../src/core/notice/page.ts'

const said = (html: string) => readPage(html).blocks.map(({ role, text }) => `${role}: ${text}`)

describe('a page as its reader meets it', () => {
  it.each<[string, string, readonly string[]]>([
    ['the title first, whatever stands before it', '<p>a</p><title>t &amp; u</title>', ['title: t & u', 'text: a']],
    ['only the first title, and none of drawings', '<title>t</title><svg><title>icon</title></svg><title>u</title>', ['title: t']],
    ['headings, whatever is linked in them', '<h1>a <a href="/">b</a></h1><h4>c</h4>', ['heading: a b', 'text: c']],
    [
      'menus, buttons and links as labels',
      '<nav>a</nav><p><a>b</a> <a>c</a></p><button>d</button>',
      ['label: a', 'label: b c', 'label: d'],
    ],
    ['a sentence with a link as text', '<p>See <a href="/">the rules</a> first</p>', ['text: See the rules first']],
    ['no scripts, styles, comments, templates', '<script>a</script><style>b</style><!-- c --><template>d</template><p>e</p>', ['text: e']],
    ['nothing that only other readers get', '<noscript>a</noscript><video>b</video><select><option>c</select><p>d</p>', ['text: d']],
  ])('holds %s', (_name, html, blocks) => {
    expect(said(html)).toEqual(blocks)
  })

  it.each([
    ['the attribute', '<div hidden><p>a</p></div>'],
    ['its own style', '<div style="color:red; DISPLAY : none">a</div>'],
    ['its visibility', '<div style="visibility:hidden">a</div>'],
    ['a usual class', '<div class="alert d-none">a</div>'],
    ['a rule of the page', '<style>p{color:red}.off,.x{display:none}</style><div class="off">a</div>'],
    ['a rule for its id', '<style>#off{ visibility: hidden }</style><div id="off">a</div>'],
    ['what holds the same element', '<div hidden><div>a</div>a</div>'],
    ['a paragraph without an end, up to the next', '<p hidden>a'],
  ])('leaves out what is hidden by %s', (_name, hidden) => {
    expect(said(`${hidden}<p>seen</p>`)).toEqual(['text: seen'])
  })

  it.each([
    ['hidden in print only', '<style>@media print{.off{display:none}}</style><p class="off">a</p>'],
    ['hidden until it is looked for', '<p hidden="until-found">a</p>'],
    ['of a body that a script shows', '<body style="display:none"><p>a</p>'],
    ['with a class that only sounds so', '<p class="hidden-xs">a</p>'],
  ])('keeps what is %s', (_name, html) => {
    expect(said(html)).toEqual(['text: a'])
  })

  it('counts links, fields and pictures', () => {
    const page = readPage(
      '<html lang="ar"><meta http-equiv="Refresh" content="0; URL=\'/off\'"><a>1</a><a>2</a><img src="/i/site_maintenance.png?v=1" alt="Travaux">' +
        '<input name="q"><input type="hidden" name="t"><input type=PASSWORD name="p"><select name="s"><option>a</select><textarea name="m"></textarea>',
    )
    expect(page).toMatchObject({
      links: 2,
      language: 'ar',
      refresh: '/off',
      hasPassword: true,
      imageWords: ['Travaux site maintenance png'],
    })
    expect(page.fields).toEqual(['text:q', 'password:p', 'select:s', 'textarea:m'])
  })

  it('measures the text without its title', () => {
    expect(readPage('<title>long title</title><p>ab</p><p>cd</p>').textLength).toBe(6)
  })

  it('is a list of lines where it is no HTML', () => {
    expect(pageOfText('Service unavailable\n\n <b> \n').blocks.map(({ text }) => text)).toEqual(['Service unavailable', '<b>'])
  })
})
