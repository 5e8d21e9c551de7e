/**
 * The permanent id of an outage: `<monitor-id>-<onset.by as yyyymmddThhmmssZ>`, with ms (`yyyymmddThhmmssmmmZ`) where the
 * monitor's outage before it, confirmed or not, began in the same second. Onsets of one monitor only grow, so the one before is
 * the only one that can have taken the plain id or caused it to be taken.
 */
export function outageId(monitorId: string, onsetBy: number, onsetByBefore: number | null): string {
  const digits = new Date(onsetBy).toISOString().replace(/[-:.Z]/g, '')
  const taken = onsetByBefore !== null && second(onsetByBefore) === second(onsetBy)
  return `${monitorId}-${taken ? digits : digits.slice(0, -3)}Z`
}

function second(instant: number): number {
  return Math.floor(instant / 1000)
}
