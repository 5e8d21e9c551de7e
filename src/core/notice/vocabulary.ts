/** What kind of notice stands in the service's place. */
export type NoticeKind =
  /** The operator has suspended or closed the service. */
  | 'suspension'
  | 'maintenance'
  | 'unavailable'
  /** A hosting company has suspended the account, the domain or the site. */
  | 'account'
  /** A domain that is for sale, has expired or shows advertisements. */
  | 'parked'
  /** What a web server shows before anybody puts a site on it. */
  | 'default'
  /** An error of the server, of the application or of a proxy. */
  | 'error'
  /** A site that is not there yet. */
  | 'construction'

/**
 * The words of one language. Each entry is a list of phrases, one a line. In a phrase `a/b` is a or b, `word?` may be absent, and `_` lets up
 * to three words pass; the first word is never optional. Case, accents and Arabic letter forms do not count.
 */
export interface Vocabulary {
  /** BCP 47. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'
  /** What can be out of service as a whole: the site, the service, the page. */
  readonly subjects: string
  /** Said of a subject: it cannot be used. */
  readonly out: string
  /** Said of a subject: it has been suspended or closed by somebody. */
  readonly suspended: string
  /** Said of a subject: it is being maintained. */
  readonly work: string
  /** Said of a subject: it is being changed. Says little by itself. */
  readonly changes: string
  /** Something went wrong. */
  readonly fault: string
  /** For the time being. */
  readonly now: string
  /** Come back later; we shall be back. */
  readonly later: string
  readonly sorry: string
  /** Takes the edge off a sentence: conditions, the past, the planned, a part of the service only. */
  readonly doubt: string
  /** Phrases that nothing but a notice says. */
  readonly notices: Readonly<Partial<Record<NoticeKind, string>>>
}
