import type { Outage } from '../core/outage.ts'
import type { Changes } from '../core/replay.ts'
import type { Log } from '../log.ts'

/** Says in the log what became of outages, once each. */
export interface OutageLog {
  /** What a commit changed. */
  tell(changes: Pick<Changes, 'outages' | 'confirmed'>): void
}

export function createOutageLog(log: Log): OutageLog {
  const open = new Set<string>()
  return {
    tell({ outages, confirmed }) {
      const minted = new Set(confirmed.map(({ id }) => id))
      for (const outage of outages) {
        const fields = fieldsOf(outage)
        if (outage.ongoing && !open.has(outage.id)) {
          open.add(outage.id)
          log.info(fields, 'failure opened')
        }
        if (minted.has(outage.id)) log.info(fields, 'outage confirmed')
        if (outage.ongoing) continue
        open.delete(outage.id)
        log.info(fields, outage.confirmed ? 'outage closed' : 'unconfirmed failure closed')
      }
    },
  }
}

function fieldsOf({ id, monitorId, onset, recovery, minMs, maxMs, cause }: Outage): Readonly<Record<string, unknown>> {
  return {
    outageId: id,
    monitorId,
    onsetBy: new Date(onset.by).toISOString(),
    recoveryBy: recovery === null ? null : new Date(recovery.by).toISOString(),
    minMs,
    maxMs,
    code: cause?.code ?? null,
  }
}
