import { describe, expect, it } from 'vitest'
import { userAgentOf } from '../../src/core/user-agent.ts'

describe('the user agent', () => {
  const publisher = { name: 'Veille', contact: 'watch@veille.example', about: null }

  it.each([
    [null, 'Vigie/1.2.3'],
    [{ url: null, publisher: null }, 'Vigie/1.2.3'],
    [{ url: 'https://vigie.example', publisher: null }, 'Vigie/1.2.3 (+https://vigie.example/about)'],
    [{ url: 'https://vigie.example', publisher }, 'Vigie/1.2.3 (+https://vigie.example/about; contact watch@veille.example)'],
    [{ url: null, publisher }, 'Vigie/1.2.3 (contact watch@veille.example)'],
  ])('says who we are: %o', (site, expected) => {
    expect(userAgentOf('1.2.3', site)).toBe(expected)
  })

  it('stays a valid header whatever the contact is', () => {
    const odd = { url: null, publisher: { ...publisher, contact: 'رصد\r\nX-Evil: 1 (هنا)' } }
    expect(userAgentOf('1', odd)).toBe('Vigie/1 (contact X-Evil: 1 )')
  })
})
