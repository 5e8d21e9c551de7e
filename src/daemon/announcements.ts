import { type Announcement, announcementBody, announcementsIn, decideRecording } from '../core/announcement.ts'
import { nothingDerived, type Store } from '../store/store.ts'

/** What became of one announcement. */
export interface TakenIn {
  readonly id: string
  readonly seq: number
  /** false: the log had it already. */
  readonly recorded: boolean
  /** `seq` of the record that it corrects. */
  readonly corrects: number | null
}

/**
 * Records the announcements that the log does not hold yet, as found at `foundAt` where they do not say when; what is known already is left
 * alone, and another content under a known id is recorded as its correction. Throws StoreError; what was recorded by then stays.
 */
export function recordAnnouncements(
  store: Pick<Store, 'entries' | 'record'>,
  drafts: readonly Announcement[],
  at: number,
  foundAt: number | null = null,
): readonly TakenIn[] {
  if (drafts.length === 0) return []
  const known = announcementsIn(store.entries('announcement'))
  return drafts.map((draft) => {
    const decision = decideRecording(known, draft)
    if (decision.kind === 'recorded already') return { id: draft.id, seq: decision.seq, recorded: false, corrects: null }
    const { corrects } = decision
    const body = announcementBody({ ...draft, capturedAt: draft.capturedAt ?? foundAt }, corrects)
    const [seq] = store.record([{ type: 'entry', entry: { kind: 'announcement', at, body } }], nothingDerived)
    // An entry is never a duplicate, so it has its place.
    return { id: draft.id, seq: seq ?? -1, recorded: true, corrects }
  })
}
