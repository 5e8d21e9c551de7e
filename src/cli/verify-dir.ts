import type { Hole } from '../core/completeness.ts'
import { isoInstant } from '../core/instant.ts'
import { captureDir, readCaptures } from '../evidence/capture-files.ts'
import { logFiles } from '../evidence/log-files.ts'
import { slotsOfAll } from '../evidence/slots.ts'
import { verifyCaptures } from '../evidence/verify-captures.ts'
import { verifyLog } from '../evidence/verify-log.ts'
import { openReader } from '../store/sqlite/reader.ts'
import { verifyDataDir } from '../store/sqlite/verify-dir.ts'
import type { Verified } from '../store/sqlite/verify.ts'
import { type Reader, StoreError } from '../store/store.ts'
import type { ExitCode, Io } from './command.ts'
import { progressLine } from './progress.ts'

/** What was read of a data directory; what comes after the first damage is null. */
interface Found extends Verified {
  /** Records under the newest checkpoint; null as well when nothing was signed yet. */
  readonly signed: number | null
  readonly captures: number | null
  /** Hashes of bytes that were erased. */
  readonly erased: readonly string[]
  readonly slots: Slots | null
}
interface Slots {
  readonly scheduled: number
  readonly recorded: number
  readonly holes: readonly MonitorHole[]
}
type MonitorHole = Hole & { readonly monitorId: string }

/** Checks a data directory, also while the daemon runs: stored looks, evidence log, captures; then lists the slots without a look. */
export async function verifyDirectory(dataDir: string, json: boolean, io: Io): Promise<ExitCode> {
  const progress = progressLine(io, 'verifying')
  const say = (done: number, total: number): void => progress.say(done, total)
  try {
    const stored = verifyDataDir(dataDir, say)
    const found = stored.damage === null ? await verifiedRest(dataDir, stored, say) : { ...stored, ...nothing }
    progress.end()
    io.stdout.write(json ? `${JSON.stringify(jsonOf(found))}\n` : told(dataDir, found))
    return found.damage === null ? 0 : 1
  } catch (error) {
    progress.end()
    if (!(error instanceof StoreError)) throw error
    io.stderr.write(`vigie verify: ${error.message}\n`)
    return 1
  }
}

const nothing = { signed: null, captures: null, erased: [], slots: null }

async function verifiedRest(dataDir: string, stored: Verified, say: (done: number, total: number) => void): Promise<Found> {
  await using reader = openReader(dataDir)
  const log = verifyLog(logFiles(dataDir), reader, say)
  if (log.damage !== null) return { ...stored, ...nothing, ...log }
  const { captures, erased, damage } = await verifyCaptures(readCaptures(captureDir(dataDir)), reader, say)
  const slots = damage === null ? slotsIn(reader, say) : null
  return { ...stored, signed: log.signed, captures, erased, damage, slots }
}

function slotsIn(reader: Reader, say: (done: number, total: number) => void): Slots {
  const all = [...slotsOfAll(reader, say)]
  const sum = (key: 'scheduled' | 'recorded'): number => all.reduce((total, one) => total + one[key], 0)
  const holes = all.flatMap(({ monitorId, holes: own }) => own.map((hole) => ({ monitorId, ...hole })))
  return { scheduled: sum('scheduled'), recorded: sum('recorded'), holes }
}

function jsonOf({ slots, ...found }: Found) {
  const holes = slots?.holes.map((hole) => ({ ...hole, from: isoInstant(hole.from), to: isoInstant(hole.to) }))
  return { ...found, slots: slots === null ? null : { ...slots, holes } }
}

const holesTold = 20

function told(dataDir: string, { records, looks, chunks, signed, captures, erased, slots, damage }: Found): string {
  if (damage !== null)
    return `${dataDir}: damaged: ${damage}; keep the directory as it is and restore a backup into an empty one ("vigie restore")\n`
  const log = signed === null ? 'nothing is signed yet' : `the first ${signed} records are those of every checkpoint that is kept`
  const lines = [
    `${dataDir}: sound: ${records} records, ${looks} looks of them in ${chunks} chunks and the log; ${log}`,
    ...(captures ? [`${captures} captures are what the log says`] : []),
    ...(erased.length > 0
      ? [`${erased.length} of the bytes that they name were erased, as records say:`, ...erased.map((one) => `  ${one}`)]
      : []),
    ...(slots === null || slots.scheduled === 0 ? [] : slotsTold(slots)),
  ]
  return `${lines.join('\n')}\n`
}

function slotsTold({ scheduled, recorded, holes }: Slots): readonly string[] {
  if (holes.length === 0) return [`each of ${scheduled} slots has its look`]
  const lines = holes.slice(0, holesTold).map(({ monitorId, from, to, slots, lost }) => {
    const why = lost ? 'looks could not be stored' : 'nobody looked, or the look never ended'
    return `  ${monitorId}: ${slots} from ${isoInstant(from)} to ${isoInstant(to)}: ${why}`
  })
  return [
    `${recorded} of ${scheduled} slots have a look; no damage, but nothing is known of the others:`,
    ...lines,
    ...(holes.length > holesTold ? [`  … and ${holes.length - holesTold} more holes; --json lists all`] : []),
  ]
}
