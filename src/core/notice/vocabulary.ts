import type { PhraseList } from './phrases.ts'

/** What kind of notice stands in the service's place. */
export const noticeKinds = [
  // The operator has suspended or closed the service.
  'suspension',
  'maintenance',
  'unavailable',
  // A hosting company has suspended the account, the domain or the site.
  'account',
  // A domain that is for sale, has expired or shows advertisements.
  'parked',
  // What a web server shows before anybody puts a site on it.
  'default',
  // An error of the server, of the application or of a proxy.
  'error',
  // A site that is not there yet.
  'construction',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** What a phrase does in a sentence. */
export const roles = [
  // What can be out of service as a whole: the site, the service, the page.
  'subjects',
  // Said of a subject: it cannot be used.
  'out',
  // Said of a subject: somebody has suspended or closed it.
  'suspended',
  // Said of a subject: it is being maintained.
  'work',
  // Said of a subject: it is being changed. Says little by itself.
  'changes',
  // Something went wrong.
  'fault',
  // For the time being.
  'now',
  // Come back later; we shall be back.
  'later',
  'sorry',
  // Takes the edge off a sentence: conditions, the past, the planned, a part of the service only.
  'doubt',
] as const
export type Role = (typeof roles)[number]

/** The words of one language; each entry is a list of phrases (phrases.ts). */
export type Vocabulary = Readonly<Record<Role, string>> & {
  /** BCP 47. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /** Phrases that nothing but a notice says. */
  readonly notices: Readonly<Partial<Record<NoticeKind, string>>>
}

/** What a phrase of a vocabulary says: a role in its sentence, or by itself a notice of a kind. */
export interface Meaning {
  readonly vocabulary: Vocabulary
  readonly role: Role | 'notice'
  readonly kind: NoticeKind | null
}

/** All phrases of a vocabulary with their meanings. */
export function phraseLists(vocabulary: Vocabulary): readonly PhraseList<Meaning>[] {
  return [
    ...roles.map((role) => ({ tag: { vocabulary, role, kind: null }, phrases: vocabulary[role] })),
    ...noticeKinds.map((kind) => ({ tag: { vocabulary, role: 'notice' as const, kind }, phrases: vocabulary.notices[kind] ?? '' })),
  ]
}
