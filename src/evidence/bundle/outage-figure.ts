import { canonicalJson } from '../../core/canonical.ts'
import { type FigureOfOutage, type FigureTree, outageAmong, type OutageQuestion } from '../../core/figure.ts'
import { figureOfOutage } from '../../core/make-figure.ts'
import { endOf, type Entry, type LogRecord } from '../../core/log.ts'
import { outageJson } from '../../core/outage-json.ts'
import type { Outage } from '../../core/outage.ts'
import { isRecord } from '../../core/rule-book.ts'
import { parseCheckpoint } from '../checkpoint.ts'
import { EvidenceError } from '../evidence-error.ts'
import { sha256 } from '../hash.ts'
import { parseNote } from '../note.ts'
import { type BundleReader, type Concerning, concerning } from './concerning.ts'
import { toBase64 } from '../base64.ts'

/** A figure about an outage and the records that it follows from. */
export interface OutageFigure {
  readonly figure: FigureOfOutage
  readonly concerning: Concerning
}

/**
 * How long an outage was by the records of a checkpoint's tree, derived anew from the records concerned alone: whoever has those gets the
 * same. Throws EvidenceError where they do not show it, or where an outage that is over does not come out as it is stored.
 */
export function outageFigure(
  reader: BundleReader,
  outage: Outage,
  checkpoint: Uint8Array,
  replaces: FigureOfOutage['replaces'],
): OutageFigure {
  const { origin, size, root } = parseCheckpoint(parseNote(checkpoint).text)
  const about = concerning(reader, outage, size)
  const found = outageAmong(about.records(), { monitorId: outage.monitorId, onsetBy: outage.onset.by }, endOf(about.last))
  if (found === null) throw new EvidenceError(`${outage.id}: the first ${size} records do not show this outage`)
  if (outage.recovery !== null && found.recovery !== null && !isSame(found, outage))
    throw new EvidenceError(
      `${outage.id}: the records that it is made of give another result than the stored one; "vigie rebuild --check" compares all of them`,
    )
  const from = { configs: about.configs, software: about.software, last: about.last }
  const wanted = { outageId: outage.id, monitorId: outage.monitorId }
  return { figure: figureOver(from, wanted, found, { origin, size, root: toBase64(root) }, replaces), concerning: about }
}

/** The records besides the looks that a figure quotes. */
export interface Quoted {
  readonly configs: readonly Entry[]
  readonly software: Entry | null
  readonly last: LogRecord
}

export function figureOver(
  { configs, software, last }: Quoted,
  wanted: Pick<OutageQuestion, 'outageId' | 'monitorId'>,
  outage: Outage,
  tree: FigureTree,
  replaces: FigureOfOutage['replaces'],
): FigureOfOutage {
  const bodies = configs.map(({ body }) => body)
  const question = { kind: 'outage', ...wanted, timeZone: timeZoneIn(bodies.at(-1)) } as const
  const sources = { tree, last, configs: bodies, software: software?.body ?? null, replaces }
  return figureOfOutage(question, outage, sources, (text) => sha256(Buffer.from(text)))
}

/** All but the id, whose form depends on what the monitor had before (R5). */
function isSame(a: Outage, b: Outage): boolean {
  return canonicalJson(outageJson({ ...a, id: b.id })) === canonicalJson(outageJson(b))
}

function timeZoneIn(config: Readonly<Record<string, unknown>> | undefined): string {
  const site = config?.['site']
  const zone = isRecord(site) ? site['timeZone'] : null
  return typeof zone === 'string' ? zone : 'UTC'
}
