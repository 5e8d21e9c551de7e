import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/log.ts'

function capture() {
  const lines: string[] = []
  return { lines, ...createLog({ write: (line) => lines.push(line) }) }
}

describe('the log', () => {
  it('is one JSON object a line: level, time, fields, message', () => {
    const { log, lines } = capture()
    log.info({ monitorId: 'www' }, 'outage opened')
    expect(lines).toHaveLength(1)
    expect(lines[0]?.endsWith('\n')).toBe(true)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      monitorId: 'www',
      msg: 'outage opened',
    })
  })

  it('says what the level lets through', () => {
    const { log, lines } = capture()
    log.debug('quiet')
    expect(lines).toEqual([])
  })

  const secret = 'p"ss wörd/é+=&'
  it.each([
    ['in a field', { url: `https://x/?key=${secret}` }],
    ['deep inside', { a: { b: [{ c: secret }] } }],
    ['in an error and its cause', { err: new Error(`bad ${secret}`, { cause: new Error(secret) }) }],
    ['as a URL spells it', { url: `https://x/?key=${encodeURIComponent(secret)}` }],
    ['in base64', { sent: Buffer.from(secret).toString('base64') }],
  ])('never shows a known secret %s', (_where, fields) => {
    const { log, lines, hide } = capture()
    hide([secret])
    log.error(fields, `message with ${secret}`)
    const line = lines.join('')
    for (const spelling of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]) {
      expect(line).not.toContain(spelling)
    }
    expect(line).toContain('***')
    expect(() => JSON.parse(line)).not.toThrow()
  })

  it('hides the longer of two nested secrets whole, and keeps hiding those of an older configuration', () => {
    const { log, lines, hide } = capture()
    hide(['hunter2'])
    hide(['hunter2-and-more'])
    log.info('hunter2-and-more, hunter2')
    expect(lines[0]).toContain('"***, ***"')
  })

  it('censors fields that hold credentials by their name', () => {
    const { log, lines } = capture()
    log.info({ authorization: 'Basic abc', headers: { cookie: 'session=1' } }, 'request')
    expect(lines[0]).not.toMatch(/abc|session=1/)
  })
})
