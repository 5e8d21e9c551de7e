import { type Announcement, announcementBody } from './announcement.ts'
import { canonicalJson } from './canonical.ts'

/** What cannot be true of an announcement, by the name of the field in a file and of the option of the command. */
export interface AnnouncementFault {
  readonly field: 'until' | 'captured' | 'text'
  readonly message: string
}

/** Bytes of a record's body at most: a bundle of the log holds records of up to 65,535 bytes (docs/evidence-format.md). */
const bodyAtMost = 60_000

/** What contradicts itself, with a remedy; empty when all is well. Whether the service exists is not known here. */
export function announcementFaults(announcement: Announcement): readonly AnnouncementFault[] {
  const { said, from, until, over, capturedAt } = announcement
  const faults: AnnouncementFault[] = []
  if (from !== null && until !== null && until.latest <= from.earliest)
    faults.push({ field: 'until', message: 'lies before `from`: correct one of them' })
  if (over && until !== null && until.earliest > said.latest)
    faults.push({ field: 'until', message: 'lies after `at`: nobody can say that it is over before it is; leave `over` out for a promise' })
  if (capturedAt !== null && capturedAt < said.earliest)
    faults.push({ field: 'captured', message: 'lies before `at`: it cannot be found before it is said' })
  const bytes = new TextEncoder().encode(canonicalJson(announcementBody(announcement, null))).length
  if (bytes > bodyAtMost)
    faults.push({ field: 'text', message: `makes a record of ${bytes} bytes with the rest; ${bodyAtMost} fit: quote less of it` })
  return faults
}
