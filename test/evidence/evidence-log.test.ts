import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src/evidence/checkpoint.ts'
import { advanceLog } from '../../src/evidence/evidence-log.ts'
import { append, emptyFrontier, frontierRoot } from '../../src/evidence/frontier.ts'
import { keptCheckpoint } from '../../src/evidence/kept-checkpoints.ts'
import { logFiles, newestCheckpoint } from '../../src/evidence/log-files.ts'
import { openLogKeys } from '../../src/evidence/log-keys.ts'
import { recordBytes } from '../../src/evidence/record.ts'
import { openSigningKey } from '../../src/evidence/signing-key.ts'
import { storedTiles } from '../../src/evidence/stored-tiles.ts'
import { treeFiles } from '../../src/evidence/tree-files.ts'
import { treeAt } from '../../src/evidence/tree.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { nothingDerived, type Store } from '../../src/store/store.ts'
import { entry, look, temporaryDir } from '../store/make.ts'
import { naiveLeaf, naiveRoot, naiveTiles, someLeaves } from './naive-tree.ts'

const origin = 'vigie.example.org/log'
let counter = 0
/** So many more looks, all of them different. */
function record(store: Store, count: number): void {
  const looks = Array.from({ length: count }, () => look({ counter: counter++ }))
  store.record(looks, nothingDerived)
}

function opened(dataDir: string, store: Store) {
  const files = logFiles(dataDir)
  const advance = (keep = false) => advanceLog({ files, keys: openLogKeys(files, files.key, origin), reader: store }, keep)
  return { files, advance, verifiers: () => openLogKeys(files, files.key, origin).verifiers }
}

/** The tree of all records as RFC 6962 defines it, by other code than the product's. */
function naive(store: Store) {
  const leaves = store.log(0, store.size()).map((one) => naiveLeaf(recordBytes(one, null)))
  return { leaves, root: naiveRoot(leaves), tile: naiveTiles(leaves) }
}

describe('the evidence log', () => {
  it.each([1, 255, 256, 257, 1_000])('signs the root of %d records, in whatever steps they came', async (size) => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const { advance, verifiers, files } = opened(dir.path, store)
    for (const part of size > 1 ? [1, 200, size].filter((end) => end <= size) : [1]) {
      record(store, part - store.size())
      expect(advance()).toMatchObject({ size: part, rebuilt: false })
    }
    const { root, tile } = naive(store)
    expect(openCheckpoint(newestCheckpoint(files) ?? new Uint8Array(0), verifiers())).toMatchObject({ origin, size, signedBy: [origin] })
    expect(Buffer.from(openCheckpoint(newestCheckpoint(files) ?? new Uint8Array(0), verifiers()).root).equals(root)).toBe(true)
    for (let level = 1; size >= 256 ** level; level += 1) {
      const width = Math.floor(size / 256 ** level)
      expect(readFileSync(join(files.dir, `level-${level}`)).equals(Buffer.from(tile(level, 0, width)))).toBe(true)
    }
  })

  it('signs nothing anew when nothing was recorded', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const { advance, files, verifiers } = opened(dir.path, store)
    record(store, 3)
    const first = Buffer.from(advance().checkpoint)
    expect(Buffer.from(advance().checkpoint)).toEqual(first)
    expect(keptCheckpoint(files.kept, 3, verifiers())).toBeNull()
    for (const _ of [1, 2]) expect(Buffer.from(advance(true).checkpoint)).toEqual(first)
    expect(keptCheckpoint(files.kept, 3, verifiers())).toEqual(first)
    expect(statSync(files.kept).size).toBe(first.length + 2)
  })

  it('keeps checkpoints to be found by size, also after one that was cut short', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const { advance, files, verifiers } = opened(dir.path, store)
    record(store, 300)
    const first = advance(true).checkpoint
    for (const cut of [1, 30, 60, first.length - 1]) {
      appendFileSync(files.kept, `\n\n${Buffer.from(first).toString().replace('\n300\n', '\n999\n').slice(0, cut)}`)
      record(store, 1)
      advance(true)
      expect(keptCheckpoint(files.kept, store.size(), verifiers())).toEqual(newestCheckpoint(files))
    }
    expect(keptCheckpoint(files.kept, 300, verifiers())).toEqual(Buffer.from(first))
    expect(keptCheckpoint(files.kept, 999, verifiers())).toBeNull()
    expect(keptCheckpoint(files.kept, 30, verifiers())).toBeNull()
  })

  const spoilt: readonly (readonly [string, (dir: string) => void, boolean])[] = [
    ['goes on when the tree has more than was signed', (dir) => appendFileSync(join(dir, 'level-1'), Buffer.alloc(45, 7)), false],
    ['makes the tree again when a file of it is gone', (dir) => rmSync(join(dir, 'level-1')), true],
    ['makes the tree again when a file of it is cut short', (dir) => truncateSync(join(dir, 'level-1'), 40), true],
    ['makes the tree again when a hash of it was changed', (dir) => writeFileSync(join(dir, 'level-1'), Buffer.alloc(64, 1)), true],
  ]
  it.each(spoilt)('%s', async (_, spoil, rebuilt) => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const { advance, files } = opened(dir.path, store)
    record(store, 600)
    advance()
    spoil(files.dir)
    record(store, 300)
    expect(advance()).toMatchObject({ size: 900, rebuilt })
    expect(readFileSync(join(files.dir, 'level-1')).equals(Buffer.from(naive(store).tile(1, 0, 3)))).toBe(true)
  })

  it('refuses records that are not those that were signed, and leaves the old tree alone', async () => {
    using dir = temporaryDir()
    using other = temporaryDir()
    await using store = openStore(dir.path)
    const { advance, files } = opened(dir.path, store)
    record(store, 600)
    advance()
    const [checkpoint, tree] = [newestCheckpoint(files), readFileSync(join(files.dir, 'level-1'))]
    await using forked = openStore(other.path)
    record(forked, 700)
    const fork = () => advanceLog({ files, keys: openLogKeys(files, files.key, origin), reader: forked }, false)
    expect(fork).toThrow(/does not go on: the records are not those of the checkpoint of 600 records; one key never signs two histories/)
    await using shorter = openStore(join(other.path, 'shorter'))
    record(shorter, 5)
    expect(() => advanceLog({ files, keys: openLogKeys(files, files.key, origin), reader: shorter }, false)).toThrow(
      /600 records were signed and the database holds 5/,
    )
    expect(newestCheckpoint(files)).toEqual(checkpoint)
    expect(readFileSync(join(files.dir, 'level-1'))).toEqual(tree)
  })

  it('refuses a checkpoint that its keys did not sign', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    const { advance, files } = opened(dir.path, store)
    record(store, 10)
    const { checkpoint } = advance()
    writeFileSync(files.checkpoint, Buffer.from(checkpoint).toString().replace('\n10\n', '\n9\n'))
    expect(() => advance()).toThrow(/checkpoint is not a checkpoint of this log/)
  })

  it('puts a digest in the place of a record that is too long', async () => {
    using dir = temporaryDir()
    await using store = openStore(dir.path)
    store.record([entry({ kind: 'config', body: { text: 'x'.repeat(70_000) } })], nothingDerived)
    const { advance, verifiers } = opened(dir.path, store)
    const whole = recordBytes(store.log(0, 1)[0] ?? expect.fail(), null)
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(whole))).toString('hex')
    const leaf = naiveLeaf(Buffer.from(`{"kind":"config","seq":0,"v":1,"whole":{"length":${whole.length},"sha256":"${sha256}"}}`))
    expect(Buffer.from(openCheckpoint(advance().checkpoint, verifiers()).root)).toEqual(leaf)
  })
})

describe('the files of the tree', () => {
  it('hold all levels above the leaves, and can be cut back to any tree before', () => {
    using dir = temporaryDir()
    const leaves = someLeaves(66_000)
    const files = treeFiles(dir.path)
    const read = storedTiles(files, (from, to) => leaves.slice(from, to))
    const first = append(emptyFrontier, leaves.slice(0, 40_000))
    const second = append(first.frontier, leaves.slice(40_000))
    for (const { entries } of [first, second]) files.append(entries)
    expect(treeAt(66_000, read).root()).toEqual(frontierRoot(second.frontier))
    expect([1, 2].map((level) => statSync(join(dir.path, `level-${level}`)).size)).toEqual([257 * 32, 32])
    files.cut(40_000)
    expect([1, 2].map((level) => statSync(join(dir.path, `level-${level}`)).size)).toEqual([156 * 32, 0])
    expect(treeAt(40_000, read).root()).toEqual(frontierRoot(first.frontier))
    expect(() => files.append(second.entries.slice(1))).toThrow(/level-1 has 4992 bytes where hash 157 must begin/)
    files.append(second.entries)
    expect(treeAt(66_000, read).root()).toEqual(frontierRoot(second.frontier))
  })
})

describe('the keys of the log', () => {
  it('are made once, and keep the name of their first start', () => {
    using dir = temporaryDir()
    const files = logFiles(dir.path)
    const first = openLogKeys(files, files.key, origin)
    expect(first).toMatchObject({ texts: [expect.stringMatching(/^vigie\.example\.org\/log\+[0-9a-f]{8}\+\S+$/)] })
    expect(statSync(files.key).mode & 0o777).toBe(0o600)
    expect(readFileSync(files.keys, 'utf8')).toBe(`${first.texts[0]}\n`)
    expect(openLogKeys(files, files.key, 'other.example/log')).toMatchObject({ texts: first.texts })
  })

  it('are replaced when the private one is gone, and the old one stays listed', () => {
    using dir = temporaryDir()
    const files = logFiles(dir.path)
    const [old = ''] = openLogKeys(files, files.key, origin).texts
    rmSync(files.key)
    const { texts } = openLogKeys(files, files.key, 'other.example/log')
    expect(texts).toEqual([expect.stringMatching(/^vigie\.example\.org\/log\+/), old])
  })

  it('are refused when the private one is another', () => {
    using dir = temporaryDir()
    using other = temporaryDir()
    const files = logFiles(dir.path)
    openLogKeys(files, files.key, origin)
    const elsewhere = join(other.path, 'key.pem')
    openSigningKey(elsewhere)
    expect(() => openLogKeys(files, elsewhere, origin)).toThrow(/it is not the key of this log, vigie\.example\.org\/log\+/)
  })

  it('are refused when nothing says what they signed last', () => {
    using dir = temporaryDir()
    const files = logFiles(dir.path)
    mkdirSync(files.dir)
    openSigningKey(files.key)
    expect(() => openLogKeys(files, files.key, origin)).toThrow(/nothing here says what it signed last; .*make an empty file/)
    expect(existsSync(files.keys)).toBe(false)
    writeFileSync(files.checkpoint, '')
    expect(openLogKeys(files, files.key, origin).texts).toHaveLength(1)
  })
})
