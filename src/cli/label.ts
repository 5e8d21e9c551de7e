import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Label, labelBody, labelsIn } from '../core/label.ts'
import { fingerprintDistance } from '../core/notice/fingerprint.ts'
import { plainText } from '../core/plain-text.ts'
import { leaveLabel } from '../daemon/spool.ts'
import { openReader } from '../store/sqlite/reader.ts'
import { openStore } from '../store/sqlite/store.ts'
import { nothingDerived, type Reader, StoreError } from '../store/store.ts'
import { type Command, type ExitCode, type Io, UsageError } from './command.ts'
import { dataDirOf, dataHelp, dataOptions } from './data-dir.ts'

export const label: Command = {
  name: 'label',
  summary: 'say of a page that it is the service, or a notice in its place',
  help: `Usage: vigie label --monitor ID (--fingerprint F | --look SEQ) --as healthy|notice --by NAME [options]

Records what a person says of a page, by its fingerprint. Later looks that show a page of that fingerprint are judged by it: a page called
healthy becomes what the monitor's pages are compared with, and a page called a notice is down. Errors and broken rules stand as they
are, and nothing that is recorded changes. While the daemon runs it takes the label in within seconds; otherwise it is recorded at once.

  --monitor ID       monitor whose page it is
  --fingerprint F    fingerprint of the page, as a look's record tells it
  --look SEQ         a look that showed the page, instead of its fingerprint
  --as WHAT          healthy: it is the service; notice: it is not
  --by NAME          who says so; published
  --note TEXT        why; published
${dataHelp}  --json             one JSON object on standard output: {monitor, fingerprint, as, recorded, seq, waitsIn}

Exit status: 0 recorded, or left for the daemon; 1 failed; 2 bad usage.
`,
  run: runLabel,
}

/** How long to wait for the daemon to take it in, before saying that it waits. */
const waitMs = 10_000
const nameCharacters = 100
const noteCharacters = 500

async function runLabel(argv: readonly string[], io: Io): Promise<ExitCode> {
  const values = optionsOf(argv)
  const dataDir = await dataDirOf(values, io)
  try {
    const draft = await draftOf(values, dataDir)
    const done = await recordOrLeave(dataDir, draft, Date.now(), io.signal)
    const { monitorId, fingerprint, says } = draft
    const json = { monitor: monitorId, fingerprint, as: says, recorded: done.seq !== null, ...done }
    io.stdout.write(values.json ? `${JSON.stringify(json)}\n` : `${told(draft, done)}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof StoreError) && !(error instanceof Error && 'syscall' in error)) throw error
    io.stderr.write(`vigie label: ${error.message}\n`)
    return 1
  }
}

type Options = ReturnType<typeof optionsOf>

function optionsOf(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const json = { type: 'boolean', default: false } as const
  const own = { monitor: text, fingerprint: text, look: text, as: text, by: text, note: text, json }
  return parseArgs({ args: [...argv], options: { ...dataOptions, ...own } }).values
}

async function draftOf(values: Options, dataDir: string): Promise<Label> {
  const says = values.as
  if (says !== 'healthy' && says !== 'notice') throw new UsageError('--as is healthy or notice')
  const by = plainText(values.by ?? '', nameCharacters)
  if (by === '') throw new UsageError('--by is needed: the name of who says so')
  const note = plainText(values.note ?? '', noteCharacters)
  await using reader = openReader(dataDir)
  const monitorId = monitorIn(reader, values.monitor)
  return { monitorId, ...pageIn(reader, monitorId, values), says, by, note: note === '' ? null : note }
}

function monitorIn(reader: Reader, id: string | undefined): string {
  if (id === undefined) throw new UsageError('--monitor is needed')
  const current = reader.currentId(id)
  if (current !== null) return current
  const known = reader.catalogue().map(({ monitorId }) => monitorId)
  throw new UsageError(`--monitor "${id}" is not known here; monitors: ${known.join(', ') || 'none yet'}`)
}

function pageIn(reader: Reader, monitorId: string, { fingerprint, look }: Options): Pick<Label, 'fingerprint' | 'look'> {
  if ((fingerprint === undefined) === (look === undefined)) throw new UsageError('name the page by --fingerprint or by --look')
  if (fingerprint !== undefined) {
    if (fingerprintDistance(fingerprint, fingerprint) === null)
      throw new UsageError(`--fingerprint "${fingerprint}" is none; it looks like 1-9-0-00ff00ff00ff00ff, and looks carry it`)
    return { fingerprint, look: null }
  }
  const seq = /^\d{1,15}$/.test(look ?? '') ? Number(look) : null
  const seen = seq === null ? null : reader.observation(seq)
  if (seen === null || reader.currentId(seen.monitorId) !== monitorId)
    throw new UsageError(`--look "${look}" is no look of ${monitorId}; its page shows the number of its last look`)
  if (seen.fingerprint === null) throw new UsageError(`--look ${look} showed no page: there is nothing to label`)
  return { fingerprint: seen.fingerprint, look: seq }
}

interface Done {
  /** Its place in the log; null while it waits. */
  readonly seq: number | null
  /** The file in which it waits for the daemon. */
  readonly waitsIn: string | null
}

async function recordOrLeave(dataDir: string, draft: Label, now: number, signal: AbortSignal): Promise<Done> {
  try {
    await using store = openStore(dataDir)
    const [seq = null] = store.record([{ type: 'entry', entry: { kind: 'label', at: now, body: labelBody(draft) } }], nothingDerived)
    return { seq, waitsIn: null }
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'locked') throw error
  }
  const file = await leaveLabel(dataDir, draft, now)
  for (let waited = 0; existsSync(file) && waited < waitMs && !signal.aborted; waited += 100) await sleep(100)
  if (existsSync(file)) return { seq: null, waitsIn: file }
  await using reader = openReader(dataDir)
  const taken = labelsIn(reader.entries('label')).findLast(({ fingerprint, at }) => fingerprint === draft.fingerprint && at === now)
  if (taken === undefined) throw new StoreError('other', 'the daemon did not take the label in; its log says why')
  return { seq: taken.seq, waitsIn: null }
}

function told({ monitorId, fingerprint, says }: Label, { seq, waitsIn }: Done): string {
  const what = `${monitorId}: pages of fingerprint ${fingerprint} are ${says === 'healthy' ? 'healthy' : 'a notice'}`
  return seq === null ? `${what}: not recorded yet; it waits in ${waitsIn} until "vigie serve" takes it in` : `${what}: record ${seq}`
}
