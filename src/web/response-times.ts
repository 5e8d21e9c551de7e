import { setImmediate } from 'node:timers/promises'
import type { Period } from '../core/calendar.ts'
import { gatherResponses, type ResponseGatherer, type ResponseTimes } from '../core/response-times.ts'
import type { Reader } from '../store/store.ts'

/** Points at most that one answer has: a browser never gets every look of a year. */
export const pointsAtMost = 2_000

/** Looks read at a time before other requests get their turn: some 5 ms of work. */
const stretch = 20_000

/** The response times of a period, from the columns of the stored looks; no look is made whole. */
export async function responseTimes(reader: Reader, monitorId: string, period: Period, points: number): Promise<ResponseTimes> {
  const gatherer = gatherResponses(period, points)
  await gatherStored(reader, monitorId, period, gatherer)
  return gatherer.result()
}

export async function gatherStored(reader: Reader, monitorId: string, period: Period, gatherer: ResponseGatherer): Promise<void> {
  let read = 0
  for (const columns of reader.columns(monitorId, { withPhases: true, period })) {
    gatherer.take(columns)
    read += columns.length
    if (read < stretch) continue
    read = 0
    await setImmediate()
  }
}
