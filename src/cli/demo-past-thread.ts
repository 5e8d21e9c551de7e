import { parentPort, workerData } from 'node:worker_threads'
import { type PortalPlace, portalConfig } from '../demo/portal.ts'
import { storyUntil } from '../demo/story.ts'
import { makePast } from './demo-past.ts'

/** What this thread is started for: to fill the data directory with the demonstration's past up to an instant, UTC ms. It says `made` then. */
export interface PastOrder {
  readonly place: PortalPlace
  readonly to: number
}

// Only demo.ts starts this file, and this is what it hands over.
const { place, to }: PastOrder = workerData
await makePast(portalConfig(place, false), storyUntil(to))
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage('made')
