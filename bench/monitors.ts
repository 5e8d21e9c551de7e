import type { Monitor } from '../src/core/monitor.ts'
import { httpTarget, monitorOf } from '../test/support/monitors.ts'

/** An HTTP monitor with default expectations. */
export function monitorFor(id: string, url: string, ca: string | null): Monitor {
  const target = httpTarget(url)
  return monitorOf(id, { target: { ...target, tls: { ...target.tls, ca } }, timeoutMs: 10_000 })
}
