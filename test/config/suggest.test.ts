import { describe, expect, it } from 'vitest'
import { closest, editDistance } from '../../src/config/nearest.ts'
import { unknownKey } from '../../src/config/suggest.ts'

const monitor = ['services', 0, 'monitors', 0]

describe('an unknown key', () => {
  const cases = [
    { key: 'intervall', path: monitor, meant: 'every' },
    { key: 'Interval', path: monitor, meant: 'every' },
    { key: 'period', path: ['defaults'], meant: 'every' },
    { key: 'retries', path: monitor, meant: 'confirm.down' },
    { key: 'failures', path: [...monitor, 'confirm'], meant: 'down' },
    { key: 'address', path: monitor, meant: 'url' },
    { key: 'host', path: monitor, meant: 'url' },
    { key: 'target', path: monitor, meant: 'url' },
    { key: 'expected', path: monitor, meant: 'expect.status' },
    { key: 'status_code', path: monitor, meant: 'expect.status' },
    { key: 'statusCode', path: [...monitor, 'expect'], meant: 'status' },
    { key: 'contains', path: monitor, meant: 'expect.contains' },
    { key: 'slower-than', path: [...monitor, 'expect'], meant: 'slowerThan' },
    { key: 'tiemout', path: monitor, meant: 'timeout' },
    { key: 'organization', path: ['services', 0], meant: 'organisation' },
    { key: 'monitor', path: ['services', 0], meant: 'monitors' },
    { key: 'service', path: [], meant: 'services' },
    { key: 'password', path: [...monitor, 'auth'], meant: 'basic.password' },
    { key: 'license', path: ['site'], meant: 'licence' },
    { key: 'timeZone', path: ['site'], meant: 'timezone' },
  ]
  for (const { key, path, meant } of cases) {
    it(`\`${key}\` in ${path.length === 0 ? 'the file' : path.join('.')} means \`${meant}\``, () => {
      expect(unknownKey(key, path)).toBe(`unknown key \`${key}\`, did you mean \`${meant}\`?`)
    })
  }

  it('that belongs elsewhere is sent there', () => {
    expect(unknownKey('monitors', monitor)).toBe('unknown key `monitors` here; it belongs to `services`')
    expect(unknownKey('defaults', ['services', 0])).toBe('unknown key `defaults` here; it belongs to the top of the main file')
  })

  it('that means nothing gets the list of keys', () => {
    expect(unknownKey('xyzzy', ['defaults'])).toBe('unknown key `xyzzy`; known here: every, timeout, confirm')
  })
})

describe('the nearest word', () => {
  it('is one within an edit per three letters', () => {
    expect(closest('monitros', ['monitors', 'services'])).toBe('monitors')
    expect(closest('abc', ['xyz'])).toBeNull()
    expect(closest('x', ['y'])).toBeNull()
  })

  it.each([
    ['', '', 0],
    ['a', '', 1],
    ['kitten', 'sitting', 3],
    ['every', 'evrey', 1],
    ['abc', 'abc', 0],
  ])('%s → %s takes %i edits', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits)
    expect(editDistance(b, a)).toBe(edits)
  })
})
