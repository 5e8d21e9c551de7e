import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { openCheckpoint, parseCheckpoint, signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { leafHash, sha256 } from '../../src/evidence/hash.ts'
import { ed25519Signer, parseVerifierKey } from '../../src/evidence/note-key.ts'
import { parseNote, signNote } from '../../src/evidence/note.ts'
import { parseProof, proofText, verifyProof } from '../../src/evidence/proof.ts'
import { treeAt } from '../../src/evidence/tree.ts'
import { temporaryDir } from '../store/make.ts'
import { naiveTiles } from './naive-tree.ts'

const origin = 'vigie.example.org/log'
const signer = ed25519Signer(origin, generateKeyPairSync('ed25519').privateKey)
const witness = ed25519Signer('witness.example', generateKeyPairSync('ed25519').privateKey)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (file: Uint8Array): string => new TextDecoder().decode(file)
const sofaRoot = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='

describe('a checkpoint', () => {
  it('is read from the example of c2sp.org/tlog-checkpoint', () => {
    const note = `example.com/behind-the-sofa\n20852163\n${sofaRoot}\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n`
    const { root, ...rest } = parseCheckpoint(parseNote(bytes(note)).text)
    expect(rest).toEqual({ origin: 'example.com/behind-the-sofa', size: 20_852_163, extensions: [] })
    expect(Buffer.from(root).toString('base64')).toBe(sofaRoot)
  })

  it('is, in docs/evidence-format.md, one that verifies with the key beside it', () => {
    const [checkpointText = '', key = ''] = [
      ...readFileSync('docs/evidence-format.md', 'utf8').matchAll(/^```\n(vigie\.example\.org\/log[\s\S]*?\n)```$/gm),
    ].map(([, block]) => block)
    const { size, root } = openCheckpoint(bytes(checkpointText), [parseVerifierKey(key.trimEnd())])
    expect(size).toBe(8)
    expect(Buffer.from(root).toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
  })

  it('has a signature that openssl verifies', () => {
    using dir = temporaryDir()
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const file = signCheckpoint({ origin, size: 7, root: Buffer.alloc(32, 7) }, [ed25519Signer(origin, privateKey)])
    const { text, signatures } = parseNote(file)
    const files = { text, signature: signatures[0]?.signature ?? '', 'key.pem': publicKey.export({ type: 'spki', format: 'pem' }) }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(dir.path, name), content)
    const verify = ['pkeyutl', '-verify', '-pubin', '-inkey', 'key.pem', '-rawin', '-in', 'text', '-sigfile', 'signature']
    expect(execFileSync('openssl', verify, { cwd: dir.path, encoding: 'utf8' })).toContain('Signature Verified Successfully')
  })

  it('opens as it was signed, and says who signed', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, root) => {
        const opened = openCheckpoint(signCheckpoint({ origin, size, root }, [signer, witness]), [witness.verifier, signer.verifier])
        expect({ ...opened, root: [...opened.root] }).toEqual({
          origin,
          size,
          root: [...root],
          extensions: [],
          signedBy: ['witness.example', origin],
        })
      }),
      { numRuns: 20 },
    )
  })

  it('keeps the extension lines of others', () => {
    const file = signNote(`${origin}\n0\n${sofaRoot}\nmore\nand more\n`, [signer])
    expect(openCheckpoint(file, [signer.verifier]).extensions).toEqual(['more', 'and more'])
  })

  it.each([
    [`${origin}\n1\n`, 'not origin, size and root'],
    [`${origin}\n01\n${sofaRoot}\n`, 'the size is not a whole number'],
    [`${origin}\n-1\n${sofaRoot}\n`, 'the size is not a whole number'],
    [`${origin}\n1e3\n${sofaRoot}\n`, 'the size is not a whole number'],
    [`${origin}\n9007199254740992\n${sofaRoot}\n`, 'the size is not a whole number'],
    [`${origin}\n1\n${sofaRoot.slice(0, -4)}\n`, 'the root is not 32 bytes'],
    [`${origin}\n1\n${sofaRoot.replace('2I=', '2J=')}\n`, 'the root is not 32 bytes'],
    [`\n1\n${sofaRoot}\n`, 'none of them empty'],
    [`${origin}\n1\n${sofaRoot}\n\nmore\n`, 'none of them empty'],
  ])('is not %j, though it is signed', (text, message) => {
    expect(() => openCheckpoint(signNote(text, [signer]), [signer.verifier])).toThrow(message)
  })

  it('has an origin of one line', () => {
    expect(() => signCheckpoint({ origin: '', size: 0, root: Buffer.alloc(32) }, [signer])).toThrow('one line')
    expect(() => signCheckpoint({ origin: 'a\nb', size: 0, root: Buffer.alloc(32) }, [signer])).toThrow('one line')
  })
})

describe('a proof file', () => {
  const records = Array.from({ length: 700 }, (_, seq) => bytes(`{"seq":${seq}}`))
  const tree = treeAt(700, naiveTiles(records.map(leafHash)))
  const checkpoint = signCheckpoint({ origin, size: 700, root: tree.root() }, [signer])
  const proofOf = (index: number) => proofText({ index, hashes: tree.inclusion(index), extra: null, checkpoint })

  it('reads and writes as the example of c2sp.org/tlog-proof', () => {
    // Without its extra line, whose base64 is abridged, and with signatures that are whole.
    const example = [
      'c2sp.org/tlog-proof@v1',
      'index 73894',
      'gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=',
      'B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=',
      'EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=',
      'RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=',
      'AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=',
      '',
      'example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n— example.com/fancylog AAAAAAA=\n',
    ].join('\n')
    const proof = parseProof(bytes(example))
    expect(proof).toMatchObject({ index: 73_894, extra: null })
    expect(proof.hashes).toHaveLength(5)
    expect(parseCheckpoint(parseNote(proof.checkpoint).text)).toMatchObject({ origin: 'example.com/fancylog', size: 109_482 })
    expect(textOf(proofText(proof))).toBe(example)
  })

  it('writes the test vectors of transparency-dev/formats', () => {
    const [first, second] = ['rzFuy5Go7nrpkhBwKy1HWPMM3eO/YePY54fXRoH5Cm4=', '5784L25ZFbP4hhm4ZiI+vx1RxMUyHMzeLp/3AKMlkIY=']
    const hashes = ['hash1', 'hash2'].map((text) => sha256(bytes(text)))
    const written = (index: number, count: number, extra: string | null, text: string) =>
      textOf(proofText({ index, hashes: hashes.slice(0, count), extra: extra === null ? null : bytes(extra), checkpoint: bytes(text) }))
    expect(written(5, 2, null, 'test checkpoint\n')).toBe(`c2sp.org/tlog-proof@v1\nindex 5\n${first}\n${second}\n\ntest checkpoint\n`)
    expect(written(10, 1, 'extra information', 'checkpoint data\n')).toBe(
      `c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n${first}\n\ncheckpoint data\n`,
    )
    expect(written(0, 0, null, 'checkpoint\n')).toBe('c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n')
  })

  it('proves its record and no other', () => {
    for (const index of [0, 255, 256, 512, 699]) {
      const proof = proofOf(index)
      expect(verifyProof(records[index] ?? proof, proof, [signer.verifier])).toMatchObject({ index, checkpoint: { size: 700, origin } })
      expect(() => verifyProof(bytes('{}'), proof, [signer.verifier])).toThrow(`leaf ${index} is not in the tree of 700`)
      expect(() => verifyProof(records[index] ?? proof, proof, [witness.verifier])).toThrow('none of them a known key')
    }
  })

  it('of a log of 26 million records is 25 hashes, 800 bytes, in a file of 1.4 kB', () => {
    const large = treeAt(26_280_000, (_level, _index, width) => new Uint8Array(width * 32))
    const signed = signCheckpoint({ origin, size: large.size, root: large.root() }, [signer])
    const hashes = large.inclusion(13_000_000)
    expect(hashes).toHaveLength(25)
    expect(proofText({ index: 13_000_000, hashes, extra: null, checkpoint: signed }).length).toBeLessThanOrEqual(1_400)
  })

  it('holds no longer after any change of a byte', () => {
    const proof = proofOf(300)
    const record = records[300] ?? proof
    for (let at = 0; at < proof.length; at += 1) {
      const changed = proof.map((byte, place) => (place === at ? byte ^ 1 : byte))
      expect(() => verifyProof(record, changed, [signer.verifier]), `byte ${at}`).toThrow(/^(proof|note|checkpoint|inclusion): /)
    }
  })

  it('carries extra data', () => {
    const extra = Buffer.from([0, 1, 255])
    const proof = proofText({ index: 0, hashes: tree.inclusion(0), extra, checkpoint })
    expect(Buffer.from(parseProof(proof).extra ?? [])).toEqual(extra)
    expect(verifyProof(records[0] ?? extra, proof, [signer.verifier])).toMatchObject({ index: 0 })
  })

  it.each([
    ['', 'no empty line'],
    ['c2sp.org/tlog-proof@v1\n', 'no empty line'],
    ['c2sp.org/tlog-proof@v1\n\ncheckpoint\n', 'no index line'],
    ['c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n', 'the first line'],
    ['c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n', 'the index'],
    ['c2sp.org/tlog-proof@v1\nindex -1\n\ncheckpoint\n', 'the index'],
    ['c2sp.org/tlog-proof@v1\nindex 00\n\ncheckpoint\n', 'the index'],
    ['c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\ncheckpoint\n', 'hash 0 is not 32 bytes'],
    ['c2sp.org/tlog-proof@v1\nextra !!\nindex 0\n\ncheckpoint\n', 'the extra data is not base64'],
    ['c2sp.org/tlog-proof@v1\nindex 0\nAAAAAAAAAAAAAAAAAAAAAA==\n\ncheckpoint\n', 'hash 0 is not 32 bytes'],
    [`c2sp.org/tlog-proof@v1\nindex 0\n${'A'.repeat(70_000)}\n\ncheckpoint\n`, 'no empty line'],
  ])('is not %j', (text, message) => {
    expect(() => parseProof(bytes(text))).toThrow(message)
  })
})
