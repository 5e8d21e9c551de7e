import { hash } from 'node:crypto'
import { judgePage, type PageJudgement, type PageLook, pageOf } from '../core/notice/judge.ts'
import type { HttpReading } from '../core/reading.ts'

/** `judgePage` of one look, our secrets masked in it. */
export type JudgeLook = (look: PageLook) => PageJudgement

interface Judged {
  readonly key: string
  readonly judged: PageJudgement
}

/**
 * Judges the looks of one monitor. Most looks see the page of the look before, byte for byte, or with another token in its forms and another number
 * in its scripts: the first need no reading, the others no weighing. A pure cache, of one judgement: whatever it returns, `judgePage` would have.
 * `masked` must give the same look for the same look; bodies are not kept.
 */
export function createJudgeCache(masked: (look: PageLook) => PageLook): JudgeLook {
  let byBytes: Judged | null = null
  let byPage: Judged | null = null
  return (look) => {
    const about = aboutOf(look)
    const { http } = look
    // One call for the body alone: a hash that is fed piece by piece costs several times as much as the hashing of most pages.
    const ofBytes = `${about}\n${readBy(http)}\n${hash('sha256', http.body, 'latin1')}`
    if (byBytes?.key === ofBytes) return byBytes.judged
    const plain = masked(look)
    const page = pageOf(plain.http)
    const ofPage = hash('sha256', `${about}\n${JSON.stringify(page)}`, 'latin1')
    if (byPage?.key !== ofPage) byPage = { key: ofPage, judged: judgePage(plain, page) }
    byBytes = { key: ofBytes, judged: byPage.judged }
    return byPage.judged
  }
}

/** All that a judgement depends on besides its page. */
function aboutOf({ http, requestedUrl, expect, judgement, template }: PageLook): string {
  const { outcome, failure, rules, reasons } = judgement
  const { contains, matches, json } = expect
  const retries = http.headers.some(([name]) => name.toLowerCase() === 'retry-after')
  const held = contains.length + matches.length + json.length
  return JSON.stringify([template?.hash, http.finalUrl, requestedUrl, retries, held, outcome, failure, rules, reasons])
}

/** What makes one page of bytes or another. */
function readBy({ headers, bodyTruncated }: HttpReading): string {
  return JSON.stringify([bodyTruncated, headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]])
}
