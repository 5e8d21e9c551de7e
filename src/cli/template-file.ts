import { decodeText } from '../core/charset.ts'
import { readPage } from '../core/notice/page.ts'
import { tallyOf } from '../core/notice/tally.ts'
import { freezeTemplate, type HealthyTemplate, isIntact, leastLooks, learnTemplate, type TextHash } from '../core/notice/template.ts'
import { parseTemplate } from '../core/notice/template-record.ts'
import { type Traits, traitsOf } from '../core/notice/traits.ts'
import { UsageError } from './command.ts'

/** A file and its bytes. */
export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * The healthy template that a file holds: one that `--learn` printed, or a page that is known to be healthy. Of one page little is known to
 * be always there; it serves all the same.
 */
export function templateFrom({ name, bytes }: NamedBytes, hash: TextHash): HealthyTemplate {
  const text = decodeText(bytes, { contentType: null, truncated: false })
  if (!text.trimStart().startsWith('{')) return pageTemplate({ name, bytes }, hash)
  const template = parseTemplate(parseJson(name, text))
  if (template === null)
    throw new UsageError(`${name} is not a healthy template: a member is missing, unknown or of another kind; make one with --learn`)
  if (!isIntact(template, hash))
    throw new UsageError(`${name} was changed after it was frozen (its hash does not fit); make a new one with --learn`)
  return template
}

/** The template of twenty healthy pages or more. */
export function templateOf(pages: readonly NamedBytes[], hash: TextHash): HealthyTemplate {
  const template = learnTemplate(tallyOf(pages.map(traitsIn)), hash)
  if (template === null) throw new UsageError(`a template is learned from ${leastLooks} healthy pages or more, not from ${pages.length}`)
  return template
}

function pageTemplate(page: NamedBytes, hash: TextHash): HealthyTemplate {
  const traits = traitsIn(page)
  const template = traits.textLength + traits.titleWords.length === 0 ? null : freezeTemplate(tallyOf([traits]), hash, null)
  if (template === null) throw new UsageError(`${page.name} shows no text: neither a healthy page nor a template that --learn printed`)
  return template
}

function traitsIn({ bytes }: NamedBytes): Traits {
  return traitsOf(readPage(decodeText(bytes, { contentType: 'text/html', truncated: false })), null)
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${name} begins like JSON but is not valid JSON; make a template with --learn`)
  }
}
