import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { entryBundle, parseEntryBundle, parseTilePath, type TileAddress, tilePath, tilesOf, widthAt } from '../../src/evidence/tiles.ts'

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('the address of a tile', () => {
  const addresses: readonly (readonly [TileAddress, string])[] = [
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 999, width: 1 }, 'tile/1/999.p/1'],
    [{ level: 63, index: 1_000, width: 255 }, 'tile/63/x001/000.p/255'],
    [{ level: 'entries', index: 273, width: 112 }, 'tile/entries/273.p/112'],
  ]
  it.each(addresses)('%j is %s', (address, path) => {
    expect(tilePath(address)).toBe(path)
    expect(parseTilePath(path)).toEqual(address)
  })

  it('can be read back, whatever the tile', () => {
    const anyLevel = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 }))
    fc.assert(
      fc.property(anyLevel, fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width })
      }),
    )
  })

  const strange = [
    'tile tile/0 tile/0/ tile/0/0 tile/0/00 tile/0/0000 tile/0/000/ /tile/0/000 tile/00/000 tile/01/000 tile/64/000 tile/-1/000 tile/100/000',
    'tile/entry/000 tile/ENTRIES/000 tile/0/x000/000 tile/0/x001 tile/0/001/000 tile/0/x001/x000 tile/0/X001/000 tile/0/x1/000 tile/0/x٠٠١/000',
    'tile/0/000.p tile/0/000.p/ tile/0/000.p/0 tile/0/000.p/01 tile/0/000.p/256 tile/0/000.p/1000 tile/0/000.P/1',
    'tile/0/../000 tile/0/%30%30%30 tile/0/x999/x999/x999/x999/x999/999',
  ].flatMap((line) => line.split(' '))
  it.each(['', ' tile/0/000', 'tile/0/000\n', ...strange])('is never written %j', (path) => {
    expect(parseTilePath(path)).toBeNull()
  })
})

describe('the tiles of a tree', () => {
  it('are those of the specification’s example of 70,000 records', () => {
    const tiles = [...tilesOf(70_000)]
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273)
    expect(tiles.slice(273)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ])
  })

  it('are a full tile and a level-1 tile of one hash at 256 records, and none at all at 0', () => {
    expect([...tilesOf(256)]).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ])
    expect([...tilesOf(0)]).toEqual([])
  })

  it('have no width beyond the tree', () => {
    expect(widthAt(70_000, 0, 274)).toBe(0)
    expect(widthAt(70_000, 'entries', 273)).toBe(112)
    expect(widthAt(70_000, 63, 0)).toBe(0)
  })
})

describe('an entry bundle', () => {
  it('holds each record behind its length', () => {
    const bundle = entryBundle([Buffer.from('ab'), Buffer.alloc(0), Buffer.alloc(258, 1)])
    expect(Buffer.from(bundle.subarray(0, 8)).toString('hex')).toBe('0002616200000102')
    expect(bundle).toHaveLength(4 + 2 + 260)
  })

  it('can be read back', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (records) => {
        expect(parseEntryBundle(entryBundle(records), records.length).map(hexOf)).toEqual(records.map(hexOf))
      }),
    )
  })

  it('holds no record of more than 65,535 bytes', () => {
    expect(parseEntryBundle(entryBundle([Buffer.alloc(65_535, 1)]), 1)[0]).toHaveLength(65_535)
    expect(() => entryBundle([Buffer.alloc(65_536)])).toThrow('a record of 65536 bytes; an entry bundle holds at most 65535')
  })

  it.each([
    ['00', 1, 'cut short in record 0 of 1'],
    ['0002ff', 1, 'cut short in record 0 of 1'],
    ['0001ff0003', 2, 'cut short in record 1 of 2'],
    ['0001ff', 2, '1 records instead of 2'],
    ['0001ff0000', 1, '2 records instead of 1'],
  ])('%s is refused', (hex, width, message) => {
    expect(() => parseEntryBundle(Buffer.from(hex, 'hex'), width)).toThrow(message)
  })
})
