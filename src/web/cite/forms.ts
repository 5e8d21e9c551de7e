import type { Language } from '../../core/site.ts'
import { citeWords } from '../../i18n/cite-words.ts'
import { type Citation, type CiteDate, isoDay } from './citation.ts'

export type CitationFormat = 'text' | 'csl' | 'bibtex' | 'ris'
export const citationFormats: readonly CitationFormat[] = ['text', 'csl', 'bibtex', 'ris']

/** One item of CSL-JSON: the fields that we give (schema csl-data 1.0.2 of citationstyles.org). */
export interface CslItem {
  readonly id: string
  readonly type: 'dataset'
  readonly title: string
  readonly author: readonly { readonly literal: string }[]
  readonly 'container-title': string
  readonly publisher: string
  readonly issued: CslDate
  readonly accessed: CslDate
  readonly URL: string
  readonly version: string
  readonly language: string
  readonly abstract: string
  readonly note: string
}
interface CslDate {
  readonly 'date-parts': readonly (readonly number[])[]
}

interface Form {
  readonly type: string
  /** Of the file it is saved as. */
  readonly extension: string
  readonly write: (citation: Citation, language: Language) => string
}

/** The forms of a reference, each with the media type under which programs know it. */
export const forms: Readonly<Record<CitationFormat, Form>> = {
  text: { type: 'text/plain; charset=utf-8', extension: 'txt', write: (citation, language) => `${referenceText(citation, language)}\n` },
  csl: {
    type: 'application/vnd.citationstyles.csl+json',
    extension: 'json',
    write: (citation, language) => `${JSON.stringify(cslItems(citation, language), null, 2)}\n`,
  },
  bibtex: { type: 'application/x-bibtex; charset=utf-8', extension: 'bib', write: bibtex },
  ris: { type: 'application/x-research-info-systems; charset=utf-8', extension: 'ris', write: ris },
}

/** The reference as running text. */
export function referenceText(citation: Citation, language: Language): string {
  const { title, site, method, asOf, url, licence } = citation
  const author = citation.author === site ? null : citation.author
  return citeWords[language].text({ author, title, site, method, asOf, url, licence })
}

export function cslItems(citation: Citation, language: Language): readonly CslItem[] {
  const item: CslItem = {
    id: citation.id,
    type: 'dataset',
    title: citation.title,
    author: [{ literal: citation.author }],
    'container-title': citation.site,
    publisher: citation.author,
    issued: cslDate(citation.issued),
    accessed: cslDate(citation.accessed),
    URL: citation.url,
    version: citation.method,
    language: citation.language,
    abstract: citation.abstract,
    note: noteOf(citation, language),
  }
  return [item]
}

/** `@misc`, which every style has. The title keeps its capitals; the day accessed is `urldate`, as biblatex has it. */
function bibtex(citation: Citation, language: Language): string {
  const { issued } = citation
  const fields = [
    ['author', `{${texText(citation.author)}}`],
    ['title', `{${texText(citation.title)}}`],
    ['howpublished', texText(citation.site)],
    ['year', String(issued.year)],
    ['month', String(issued.month)],
    ['day', String(issued.day)],
    ['url', texAddress(citation.url)],
    ['urldate', isoDay(citation.accessed)],
    ['version', texText(citation.method)],
    ['note', texText(noteOf(citation, language))],
    ['abstract', texText(citation.abstract)],
    ['langid', bibLanguages[language]],
  ] as const
  return `@misc{${citation.id},\n${fields.map(([name, value]) => `  ${name} = {${value}},\n`).join('')}}\n`
}

/** RIS as reference managers read it: a two-letter tag, two spaces, a hyphen, a space; CRLF; from TY to ER. */
function ris(citation: Citation, language: Language): string {
  const lines = [
    ['TY', 'DATA'],
    ['ID', citation.id],
    ['AU', citation.author],
    ['TI', citation.title],
    ['T2', citation.site],
    ['PB', citation.author],
    ['PY', String(citation.issued.year)],
    ['DA', slashed(citation.issued)],
    ['Y2', slashed(citation.accessed)],
    ['UR', citation.url],
    ['ET', citation.method],
    ['LA', citation.language],
    ['N1', noteOf(citation, language)],
    ['AB', citation.abstract],
    ['ER', ''],
  ] as const
  return lines.map(([tag, value]) => `${tag}  - ${oneLine(value)}\r\n`).join('')
}

function slashed(date: CiteDate): string {
  return isoDay(date).replaceAll('-', '/')
}

function noteOf({ asOf, licence }: Citation, language: Language): string {
  const words = citeWords[language]
  return [`${words.asOf}: ${asOf}`, ...(licence === null ? [] : [`${words.licence}: ${licence}`])].join('. ')
}

function cslDate({ year, month, day }: CiteDate): CslDate {
  return { 'date-parts': [[year, month, day]] }
}

/** A line break in a name would end a field and begin whatever the name says next. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** Text between braces: TeX's own characters escaped, direction marks left out since TeX has no glyph for them. */
function texText(text: string): string {
  const bare = oneLine(text).replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
  return bare.replace(/[\\{}&%$#_~^]/g, (character) => texCharacters[character] ?? `\\${character}`)
}

/** An address stands as it is; what would unbalance the braces is percent-encoded. */
function texAddress(url: string): string {
  return oneLine(url).replace(/[\\{}\s]/g, encodeURIComponent)
}

const texCharacters: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  // Escaped braces count as braces to BibTeX, so they are named.
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}
const bibLanguages: Readonly<Record<Language, string>> = { en: 'english', fr: 'french', ar: 'arabic' }
