import { describe, expect, it } from 'vitest'
import { phraseFinder } from '../../../src/core/notice/phrases.ts'
import { wordsOf } from '../../../src/core/notice/words.ts'

const found = (phrases: string, text: string) => phraseFinder([{ tag: 'x', phrases }])(wordsOf(text)).map(({ from, to }) => [from, to])

describe('phrases', () => {
  it.each<[string, string, string, readonly (readonly number[])[]]>([
    ['words in a row', 'en maintenance', 'Site en maintenance', [[1, 3]]],
    [
      'one of several words',
      'site/page down',
      'page down, site down',
      [
        [0, 2],
        [2, 4],
      ],
    ],
    [
      'a word that may be absent',
      'is currently? down',
      'it is down and is currently down',
      [
        [1, 3],
        [4, 7],
      ],
    ],
    ['a gap of three words', 'site _ suspended', 'site has now been suspended', [[0, 5]]],
    ['no gap of four', 'site _ suspended', 'site has now been quite suspended', []],
    ['the longest of one list', 'down\ndown for\ndown for good', 'down for good', [[0, 3]]],
    ['whatever the case and the accents', 'indisponible', 'INDISPONÍBLE', [[0, 1]]],
    ['elisions as words', 'n est pas', 'Il n’est pas là', [[1, 4]]],
    ['nothing but whole words', 'down', 'download', []],
    [
      'Arabic with and without the article',
      'موقع',
      'والموقع موقع للموقع',
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ],
    ['Arabic forms of one letter', 'صيانة', 'الصيانه', [[0, 1]]],
  ])('find %s', (_name, phrases, text, places) => {
    expect(found(phrases, text)).toEqual(places)
  })
})
