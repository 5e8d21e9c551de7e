import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { append, emptyFrontier, type Frontier, frontierRoot, type TileEntry } from '../../src/evidence/frontier.ts'
import { emptyRoot, type Hash, leafHash } from '../../src/evidence/hash.ts'
import { hashTile } from '../../src/evidence/tiles.ts'
import { verifyConsistency, verifyInclusion, verifyRange } from '../../src/evidence/tree-proof.ts'
import { type Tree, treeAt } from '../../src/evidence/tree.ts'
import { naiveLeaf, naiveRoot, naiveTiles, someLeaves } from './naive-tree.ts'

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex')
const sorted = (hashes: readonly Hash[]): readonly string[] => hashes.map(hex).toSorted()
const head = (tree: Tree) => ({ size: tree.size, root: tree.root() })
const all = someLeaves(1_300)
const tree = (size: number): Tree => treeAt(size, naiveTiles(all.slice(0, size)))
const anySize = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.constantFrom(255, 256, 257, 511, 512, 513, 768, 1_024, 1_025, 1_300),
  fc.integer({ min: 1, max: 1_300 }),
)

// The inputs and roots that implementations of RFC 6962 have shared since Certificate Transparency's first reference code.
const published = {
  records: ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'],
  roots: [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ],
}

describe('the roots of RFC 6962', () => {
  it('are the published ones, appended one by one and read from tiles', () => {
    const leaves = published.records.map((record) => leafHash(Buffer.from(record, 'hex')))
    let frontier: Frontier = emptyFrontier
    for (const [place, root] of published.roots.entries()) {
      frontier = append(frontier, leaves.slice(place, place + 1)).frontier
      expect(hex(frontierRoot(frontier))).toBe(root)
      expect(hex(treeAt(place + 1, naiveTiles(leaves)).root())).toBe(root)
    }
  })

  it('are that of nothing for an empty log', () => {
    expect(hex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(frontierRoot(emptyFrontier)).toEqual(emptyRoot)
    expect(treeAt(0, naiveTiles([])).root()).toEqual(emptyRoot)
  })

  it('agree with the recursive definition, whatever the size', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        expect(hex(tree(size).root())).toBe(hex(naiveRoot(all.slice(0, size))))
      }),
      { numRuns: 60 },
    )
  })

  it('take records of any length', () => {
    for (const length of [0, 1, 4_094, 4_095, 4_096, 4_097, 70_000]) {
      const record = new Uint8Array(length).fill(7)
      expect(leafHash(record)).toEqual(naiveLeaf(record))
    }
  })
})

describe('appending', () => {
  it('leaves the same tree behind however the leaves are grouped, and stores the tiles above them', () => {
    fc.assert(
      fc.property(anySize, fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }), (size, groups) => {
        const stored: TileEntry[] = []
        let frontier = emptyFrontier
        for (const group of [...groups, size]) {
          const step = append(frontier, all.slice(frontier.size, Math.min(size, frontier.size + group)))
          frontier = step.frontier
          stored.push(...step.entries)
        }
        expect(hex(frontierRoot(frontier))).toBe(hex(naiveRoot(all.slice(0, size))))
        expect(frontier).toEqual(tree(size).frontier())
        const width = Math.floor(size / 256)
        expect(stored.map(({ level, index }) => [level, index])).toEqual(Array.from({ length: width }, (_, index) => [1, index]))
        expect(Buffer.from(hashTile(stored.map(({ hash }) => hash)))).toEqual(naiveTiles(all)(1, 0, width))
      }),
      { numRuns: 60 },
    )
  })

  it('stores a level-2 hash when a level-1 tile is full', () => {
    const leaf = leafHash(new Uint8Array(0))
    const { entries } = append(
      emptyFrontier,
      Array.from({ length: 65_536 }, () => leaf),
    )
    expect(entries.filter(({ level }) => level === 2).map(({ index }) => index)).toEqual([0])
    expect(entries).toHaveLength(257)
  })

  it('is append-only: every tree up to 70 is consistent with every earlier one, and with no other', () => {
    for (let size = 1; size <= 70; size += 1) {
      const now = tree(size)
      for (let oldSize = 0; oldSize <= size; oldSize += 1) {
        const old = head(treeAt(oldSize, naiveTiles(all)))
        const proof = now.consistency(oldSize)
        verifyConsistency(old, head(now), proof)
        if (oldSize > 0) {
          const forged = { size: oldSize, root: leafHash(old.root) }
          expect(() => verifyConsistency(forged, head(now), proof)).toThrow('consistency')
        }
      }
    }
  })

  it('is so across tiles', () => {
    fc.assert(
      fc.property(anySize, anySize, (a, b) => {
        const [oldSize, size] = [Math.min(a, b), Math.max(a, b)]
        verifyConsistency(head(tree(oldSize)), head(tree(size)), tree(size).consistency(oldSize))
      }),
      { numRuns: 60 },
    )
  })
})

describe('an inclusion proof', () => {
  const anyLeaf = anySize.chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })))

  it('holds for every leaf, and for no other leaf, place, tree or proof', () => {
    fc.assert(
      fc.property(anyLeaf, fc.nat(), ([size, index], bit) => {
        const [now, leaf] = [tree(size), all[index] ?? emptyRoot]
        const proof = now.inclusion(index)
        verifyInclusion(leaf, index, proof, head(now))
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
        expect(() => verifyInclusion(emptyRoot, index, proof, head(now))).toThrow('is not in the tree')
        expect(() => verifyInclusion(leaf, index, [...proof, leaf], head(now))).toThrow('too long')
        if (size > 1) {
          expect(() => verifyInclusion(leaf, (index + 1) % size, proof, head(now))).toThrow('inclusion')
          expect(() => verifyInclusion(leaf, index, proof.slice(0, -1), head(now))).toThrow('inclusion')
          expect(() => verifyInclusion(leaf, index, flipped(proof, bit), head(now))).toThrow('is not in the tree')
        }
      }),
      { numRuns: 60 },
    )
  })

  it('refuses leaves beyond the tree', () => {
    expect(() => tree(5).inclusion(5)).toThrow('no leaf 5 in a tree of 5')
    expect(() => tree(5).inclusion(0.5)).toThrow('no leaf 0.5')
    expect(() => verifyInclusion(emptyRoot, 5, [], head(tree(5)))).toThrow('no leaf 5 in a tree of 5')
  })
})

describe('a range proof', () => {
  const anyRange = anySize.chain((size) =>
    fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 }), fc.integer({ min: 1, max: 400 })),
  )

  it('holds for every run of leaves, is short, and bears no change', () => {
    fc.assert(
      fc.property(anyRange, fc.nat(), ([size, from, length], bit) => {
        const now = tree(size)
        const leaves = all.slice(from, Math.min(size, from + length))
        const proof = now.range(from, from + leaves.length)
        verifyRange(leaves, from, proof, head(now))
        expect(proof.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(size)))
        expect(() => verifyRange(flipped(leaves, bit), from, proof, head(now))).toThrow('are not those of the tree')
        expect(() => verifyRange(leaves, from, [...proof, emptyRoot], head(now))).toThrow('too long')
        if (proof.length > 0) {
          expect(() => verifyRange(leaves, from, flipped(proof, bit), head(now))).toThrow('are not those of the tree')
          expect(() => verifyRange(leaves, from, proof.slice(1), head(now))).toThrow('range')
        }
        if (from > 0) expect(() => verifyRange(leaves, from - 1, proof, head(now))).toThrow('range')
      }),
      { numRuns: 60 },
    )
  })

  it('of one leaf has the hashes of its inclusion proof', () => {
    for (const size of [1, 2, 7, 8, 300]) {
      for (const index of [0, Math.floor(size / 2), size - 1]) {
        expect(sorted(tree(size).range(index, index + 1))).toEqual(sorted(tree(size).inclusion(index)))
      }
    }
  })

  it('refuses an empty range and one beyond the tree', () => {
    expect(() => tree(5).range(2, 2)).toThrow('no leaves 2 to 2')
    expect(() => tree(5).range(2, 6)).toThrow('no leaves 2 to 6')
    expect(() => verifyRange([], 2, [], head(tree(5)))).toThrow('no leaves 2 to 2')
    expect(() => verifyRange(all.slice(0, 4), 2, [], head(tree(5)))).toThrow('no leaves 2 to 6')
  })
})

describe('a tree over stored tiles', () => {
  it('reads each tile once, and of 26 million leaves only those on the way', () => {
    const size = 26_280_000
    const read: string[] = []
    const big = treeAt(size, (level, index, width) => {
      read.push(`${level}/${index}:${width}`)
      return new Uint8Array(width * 32)
    })
    expect(big.inclusion(13_000_000)).toHaveLength(25)
    expect(big.consistency(13_000_001).length).toBeLessThanOrEqual(26)
    expect(big.range(13_000_000, 13_017_280).length).toBeLessThanOrEqual(50)
    expect(new Set(read).size).toBe(read.length)
    expect(read.length).toBeLessThan(12)
  })

  it('says which tile is too short', () => {
    const short = treeAt(300, (level, index, width) => new Uint8Array(level === 0 && index === 1 ? 32 : width * 32))
    expect(() => short.root()).toThrow('tile 0/1: 32 bytes instead of 1408')
  })

  it('refuses sizes that it does not have', () => {
    expect(() => tree(5).consistency(6)).toThrow('a tree of 5 does not follow one of 6')
    expect(() => verifyConsistency(head(tree(6)), head(tree(5)), [])).toThrow('5 records do not follow 6')
    expect(() => verifyConsistency({ size: 5, root: emptyRoot }, head(tree(5)), [])).toThrow('two trees of 5 records')
    expect(() => verifyConsistency(head(tree(3)), head(tree(5)), [])).toThrow('too short')
    expect(() => verifyConsistency(head(tree(4)), head(tree(5)), [])).toThrow('too short')
    expect(() => verifyConsistency(head(tree(4)), head(tree(5)), [emptyRoot, emptyRoot])).toThrow('too long')
    expect(() => verifyConsistency(head(tree(4)), head(tree(5)), [emptyRoot])).toThrow('does not contain')
    expect(() => verifyConsistency(head(tree(5)), head(tree(5)), [emptyRoot])).toThrow('too long')
  })
})

/** The same with one bit of one hash changed. */
function flipped(hashes: readonly Hash[], bit: number): readonly Hash[] {
  const target = bit % hashes.length
  return hashes.map((hash, place) => (place === target ? hash.map((byte, at) => (at === bit % 32 ? byte ^ 1 : byte)) : hash))
}
