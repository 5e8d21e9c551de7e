/** What a person said of a page: the service, or a notice in its place. It holds for later looks; nothing recorded changes. */
export interface Label {
  readonly monitorId: string
  /** Of the page (notice/fingerprint.ts). */
  readonly fingerprint: string
  /** `seq` of the look that was labelled, or null. */
  readonly look: number | null
  readonly says: 'healthy' | 'notice'
  /** Who says so. */
  readonly by: string
  readonly note: string | null
}

/** One as the log holds it; `at` is when it was said. */
export interface RecordedLabel extends Label {
  readonly seq: number
  readonly at: number
}

/** The body of a `label` record (docs/evidence-format.md): what is absent is left out. */
export function labelBody({ monitorId, fingerprint, look, says, by, note }: Label): Readonly<Record<string, unknown>> {
  return { monitor: monitorId, fingerprint, ...(look === null ? {} : { look }), as: says, by, ...(note === null ? {} : { note }) }
}

/** What these entries hold; one of a form that only another version knows is left out. */
export function labelsIn(
  entries: readonly { readonly seq: number; readonly at: number; readonly body: Readonly<Record<string, unknown>> }[],
): readonly RecordedLabel[] {
  return entries.flatMap(({ seq, at, body }) => {
    const label = parseLabel(body)
    return label === null ? [] : [{ ...label, seq, at }]
  })
}

/** A label that comes as JSON: the body of a record, or what the command left for the daemon; null when it is not of this form. */
export function parseLabel(body: Readonly<Record<string, unknown>>): Label | null {
  const { monitor, fingerprint, look = null, as: says, by, note = null } = body
  if (typeof monitor !== 'string' || typeof fingerprint !== 'string' || typeof by !== 'string') return null
  if ((says !== 'healthy' && says !== 'notice') || (note !== null && typeof note !== 'string')) return null
  if (look !== null && (typeof look !== 'number' || !Number.isSafeInteger(look))) return null
  return { monitorId: monitor, fingerprint, look, says, by, note }
}

/** The newest label of a page of one monitor, whatever it was called; null without one. */
export function labelOf(
  labels: readonly RecordedLabel[],
  monitor: { readonly id: string; readonly formerly: readonly string[] },
  fingerprint: string,
): RecordedLabel | null {
  const names = new Set([monitor.id, ...monitor.formerly])
  return labels.findLast((label) => label.fingerprint === fingerprint && names.has(label.monitorId)) ?? null
}
