import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import type { LogItem } from '../../core/log.ts'
import type { ControlRound, Observation } from '../../core/observation.ts'
import { type LookCells, lookCells, writeCells } from '../format/look-cells.ts'
import { startModule } from '../../thread.ts'
import type { FillNews, FillOrder } from './fill-worker.ts'
import { controlValues, type LastWords, lookNumbers, resultValues, type ResultValues, wordsOf } from './rows.ts'
import type { NewChunk } from './seal.ts'
import { addChunks } from './sealer.ts'
import { type WordWriter, wellFormedJson } from './words.ts'
import { addControlSql, addEntrySql } from './write-log.ts'

/** A log that is ready to be written: its looks are packed, its numbers are those of a database without any. */
export interface PackedLog {
  readonly texts: readonly string[]
  readonly series: readonly { readonly monitorId: string; readonly vantageId: string }[]
  readonly boots: readonly { readonly vantageId: string; readonly name: string; readonly firstSeq: number }[]
  readonly rounds: readonly (readonly unknown[])[]
  readonly entries: readonly (readonly [number, string, number, string])[]
  readonly chunks: readonly NewChunk[]
  readonly nextSeq: number
}

/** A chunk of this many looks has next to no overhead, and one of its days is still read in no time. */
const looksAtOnce = 1_024
/** Columns that lie a power of two apart contend for the same lines of the processor's cache. */
const apart = 8

/** Numbers a log from `firstSeq` on; its looks are packed by another thread while it is still being made. Rejects when an identity is repeated. */
export async function packLog(items: Iterable<LogItem>, firstSeq: number): Promise<PackedLog> {
  const packer = startPacker()
  try {
    const { gather, finish } = gatherer(firstSeq, packer)
    for (const item of items) gather(item)
    const rest = finish()
    return { ...rest, chunks: await packer.chunks() }
  } finally {
    await packer.end()
  }
}

/** Writes it, inside the caller's transaction. */
export function writePackedLog(db: Database, log: PackedLog): void {
  const addText = db.prepare('INSERT INTO word (id, text) VALUES (?, ?)')
  for (const [index, text] of log.texts.entries()) addText.run(index + 1, text)
  const addSeries = db.prepare('INSERT INTO series (id, monitor_id, vantage_id) VALUES (?, ?, ?)')
  for (const [index, { monitorId, vantageId }] of log.series.entries()) addSeries.run(index + 1, monitorId, vantageId)
  const addBoot = db.prepare('INSERT INTO boot (id, vantage_id, name, first_seq) VALUES (?, ?, ?, ?)')
  for (const [index, { vantageId, name, firstSeq }] of log.boots.entries()) addBoot.run(index + 1, vantageId, name, firstSeq)
  addRounds(db, log.rounds)
  const addEntry = db.prepare(addEntrySql)
  for (const values of log.entries) addEntry.run(...values)
  addChunks(db, log.chunks)
  db.prepare('UPDATE sealed SET through_seq = ?').run(log.nextSeq)
}

/** A statement for each took half as long again. */
function addRounds(db: Database, rounds: PackedLog['rounds']): void {
  const addOne = db.prepare(addControlSql)
  const addMany = db.prepare(addControlSql + ', (?, ?, ?, ?, ?, ?, ?, ?, ?)'.repeat(roundsAtOnce - 1))
  const inMany = rounds.length - (rounds.length % roundsAtOnce)
  for (let from = 0; from < inMany; from += roundsAtOnce) addMany.run(...rounds.slice(from, from + roundsAtOnce).flat())
  for (const values of rounds.slice(inMany)) addOne.run(...values)
}
const roundsAtOnce = 32

interface Gatherer {
  readonly gather: (item: LogItem) => void
  readonly finish: () => Omit<PackedLog, 'chunks'>
}

function gatherer(firstSeq: number, { room, pack }: Pick<Packer, 'room' | 'pack'>): Gatherer {
  const words = newWords()
  const boots = newBoots()
  const series: Series[] = []
  const seriesByName = new Map<string, Series[]>()
  const rounds: (readonly unknown[])[] = []
  const entries: (readonly [number, string, number, string])[] = []
  let nextSeq = firstSeq

  const seriesOf = ({ monitorId, vantageId }: Observation): Series => {
    const named = seriesByName.get(monitorId) ?? []
    // Done for every look, and nearly always there is one: without a closure.
    for (const one of named) if (one.vantageId === vantageId) return one
    const fresh = { id: series.length + 1, monitorId, vantageId, words: undefined, cells: null, looks: 0 }
    series.push(fresh)
    seriesByName.set(monitorId, [...named, fresh])
    return fresh
  }
  const gatherLook = (seq: number, look: Observation): void => {
    const own = seriesOf(look)
    own.words = wordsOf(look, own.words, words)
    own.cells ??= room()
    writeCells(own.cells, own.looks++, lookNumbers(seq, look, own.id, boots.take('look', look, seq), own.words, words))
    if (own.looks < looksAtOnce) return
    pack(own.cells, own.looks)
    own.cells = null
    own.looks = 0
  }
  // A simulation has few different ones, and shares them.
  const known = new WeakMap<ControlRound['results'], ResultValues>()
  const gatherRound = (seq: number, round: ControlRound): void => {
    const { results } = round
    const values = known.get(results) ?? resultValues(results, words)
    known.set(results, values)
    rounds.push(controlValues(seq, round, boots.take('control', round, seq), values))
  }
  return {
    gather(item) {
      const seq = nextSeq++
      if (item.type === 'observation') gatherLook(seq, item.observation)
      else if (item.type === 'control') gatherRound(seq, item.round)
      else entries.push([seq, item.entry.kind, item.entry.at, wellFormedJson(item.entry.body)])
    },
    finish() {
      for (const { cells, looks } of series) if (cells !== null) pack(cells, looks)
      return { texts: words.texts, series, boots: boots.all, rounds, entries, nextSeq }
    },
  }
}

interface Series {
  readonly id: number
  readonly monitorId: string
  readonly vantageId: string
  words: LastWords | undefined
  cells: LookCells | null
  looks: number
}

/** Numbers from 1 on, in the order in which the texts come. */
function newWords(): WordWriter & { readonly texts: readonly string[] } {
  const ids = new Map<string, number>()
  const texts: string[] = []
  const idOf = (text: string): number => {
    const known = ids.get(text)
    if (known !== undefined) return known
    ids.set(text, texts.push(text))
    return texts.length
  }
  return { texts, idOf: (text) => idOf(text.toWellFormed()), idOfJson: (value) => idOf(wellFormedJson(value)), forget: () => {} }
}

interface Identity {
  readonly vantageId: string
  readonly boot: string
  readonly counter: number
}

/** Numbers of runs. Counters of a run must ascend, of looks and of rounds: so no identity comes twice. */
function newBoots() {
  const all: Run[] = []
  let newest: Run | undefined
  const runOf = ({ vantageId, boot }: Identity, seq: number): Run => {
    const known = all.find((run) => run.name === boot && run.vantageId === vantageId)
    if (known !== undefined) return known
    const fresh = { id: all.length + 1, vantageId, name: boot, firstSeq: seq, look: -1, control: -1 }
    all.push(fresh)
    return fresh
  }
  return {
    all,
    take(kind: 'look' | 'control', identity: Identity, seq: number): number {
      // Done for every look, and nearly always it is the newest: without a closure.
      if (newest === undefined || newest.name !== identity.boot || newest.vantageId !== identity.vantageId) newest = runOf(identity, seq)
      const { boot, counter } = identity
      if (counter <= newest[kind]) throw new RangeError(`record ${seq}: counters of run ${boot} must ascend; ${counter} does not`)
      newest[kind] = counter
      return newest.id
    },
  }
}

interface Run {
  readonly id: number
  readonly vantageId: string
  readonly name: string
  readonly firstSeq: number
  /** Newest counters. */
  look: number
  control: number
}

interface Packer {
  /** Room for the looks of one chunk, used again once it is packed: new memory for each takes longer than writing to it. */
  readonly room: () => LookCells
  readonly pack: (cells: LookCells, looks: number) => void
  /** Resolves once all are packed; rejects when one cannot be. */
  readonly chunks: () => Promise<readonly NewChunk[]>
  readonly end: () => Promise<void>
}

/** Short-lived, and most of what it makes is garbage at once: with more room it stops less often. */
function startPacker(): Packer {
  const worker = startModule(new URL('./fill-worker.ts', import.meta.url), 'fill', null, { maxYoungGenerationSizeMb: 12 })
  const { port1: port, port2 } = new MessageChannel()
  const done = Promise.withResolvers<readonly NewChunk[]>()
  // Whoever asks for the chunks hears of it; when making the log failed, nobody asks.
  done.promise.catch(() => undefined)
  const chunks: NewChunk[] = []
  const free: LookCells[] = []
  const hear = (news: FillNews): void => {
    if ('chunk' in news) {
      chunks.push(news.chunk)
      free.push(news.cells)
    } else if ('failed' in news) done.reject(new Error(news.failed))
    else done.resolve(chunks)
  }
  worker.on('error', (error) => done.reject(error))
  /** Messages come by themselves only where this thread pauses. */
  const hearAll = (): void => {
    for (let news = receiveMessageOnPort(port); news !== undefined; news = receiveMessageOnPort(port)) hear(news.message)
  }
  worker.on('exit', () => {
    // Its end may be told before what it said last.
    hearAll()
    done.reject(new Error('fill: the thread that packs ended early'))
  })
  const tell = (order: FillOrder, transfer: ArrayBuffer[] = []): void => port.postMessage(order, transfer)
  worker.postMessage(port2, [port2])
  return {
    room() {
      hearAll()
      return free.pop() ?? lookCells(looksAtOnce + apart)
    },
    pack: (cells, looks) => tell({ cells, looks }, [cells.buffer]),
    chunks: () => {
      port.on('message', hear)
      tell({ end: true })
      return done.promise
    },
    end: async () => {
      port.close()
      await worker.terminate()
    },
  }
}
