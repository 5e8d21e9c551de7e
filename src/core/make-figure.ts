import {
  type FigureBasics,
  figureId,
  type FigureOfOutage,
  type FigureOfPeriod,
  type FigureSubject,
  type FigureTree,
  methodVersion,
  type OutageQuestion,
  type PeriodQuestion,
  type PeriodSubject,
} from './figure.ts'
import { isoInstant } from './instant.ts'
import { endOf, type LogRecord } from './log.ts'
import type { Text } from './monitor.ts'
import { outageJson } from './outage-json.ts'
import type { Outage } from './outage.ts'
import type { PeriodResult } from './period.ts'
import { isRecord, newestWith } from './rule-book.ts'

/** What a figure quotes besides its result. */
export interface FigureSources {
  readonly tree: FigureTree
  /** The last record of the tree. */
  readonly last: LogRecord
  /** Bodies of `config` records before the end of the tree, oldest first, and of the newest `software` record. */
  readonly configs: readonly Readonly<Record<string, unknown>>[]
  readonly software: Readonly<Record<string, unknown>> | null
  readonly replaces: FigureBasics['replaces']
}
type Sha256 = Parameters<typeof figureId>[1]

export function figureOfOutage(question: OutageQuestion, outage: Outage, sources: FigureSources, sha256: Sha256): FigureOfOutage {
  const result = { ...outageJson(outage), id: question.outageId }
  const content = { ...basicsOf(sources), question, result, subject: subjectIn(sources.configs, question.monitorId) }
  return { id: figureId(content, sha256), ...content }
}

export function figureOfPeriod(question: PeriodQuestion, result: PeriodResult, sources: FigureSources, sha256: Sha256): FigureOfPeriod {
  const content = { ...basicsOf(sources), question, result, subject: periodSubjectIn(sources.configs, question) }
  return { id: figureId(content, sha256), ...content }
}

function basicsOf({ tree, last, configs, software, replaces }: FigureSources): Omit<FigureBasics, 'id'> {
  return {
    format: 1,
    asOf: isoInstant(endOf(last)),
    tree,
    method: methodVersion,
    software: software === null ? null : textIn(software),
    licence: licenceIn(configs.at(-1)),
    replaces,
  }
}

function periodSubjectIn(configs: FigureSources['configs'], { monitorIds }: PeriodQuestion): PeriodSubject | null {
  const monitors = monitorIds.flatMap((monitorId) => {
    const subject = subjectIn(configs, monitorId)
    return subject === null ? [] : [{ monitorId, ...subject }]
  })
  const [first] = monitors
  if (first === undefined || monitors.length < monitorIds.length) return null
  const { serviceId, service } = first
  return { serviceId, service, monitors: monitors.map(({ monitorId, monitor, url }) => ({ monitorId, monitor, url })) }
}

/** Of the newest configuration that has the monitor. */
function subjectIn(configs: FigureSources['configs'], monitorId: string): FigureSubject | null {
  const found = newestWith(configs, monitorId)
  if (found === null) return null
  const { service, monitor } = found
  const [serviceId, url] = [service['id'], monitor['url']]
  if (typeof serviceId !== 'string' || typeof url !== 'string') return null
  return { serviceId, service: textIn(service['name']), monitor: textIn(monitor['name']), url }
}

function textIn(value: unknown): Text {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).flatMap(([language, text]) => (typeof text === 'string' ? [[language, text]] : [])))
}

function licenceIn(config: Readonly<Record<string, unknown>> | undefined): string | null {
  const site = config?.['site']
  const licence = isRecord(site) ? site['licence'] : null
  return typeof licence === 'string' ? licence : null
}
