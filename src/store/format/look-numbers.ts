/**
 * One look as numbers: times and lengths in ms and bytes, everything that repeats as the number of a series, a run (boot) or a word. It is
 * what batches and chunks hold; sqlite/rows.ts says which words they are.
 */
export interface LookNumbers {
  readonly seq: number
  /** Monitor, under the name of its time, and vantage. */
  readonly series: number
  readonly boot: number
  readonly counter: number
  readonly at: number
  /** at − scheduledAt. */
  readonly lateMs: number
  readonly durationMs: number
  /** 0 up, 1 down, 2 unknown. */
  readonly outcome: number
  /** 0 or 1. */
  readonly recheck: number
  /** What the daemon brought to it: interval, span, configuration, clock source. */
  readonly circumstances: number
  /** What came back and repeats: status, host, address, certificate, rules. */
  readonly answer: number
  readonly failure: number | null
  readonly degraded: number | null
  readonly uncertaintyMs: number
  /** May be fractional. */
  readonly clockOffsetMs: number
  readonly resolveMs: number | null
  readonly connectMs: number | null
  readonly handshakeMs: number | null
  readonly firstByteMs: number | null
  /** totalMs − durationMs. */
  readonly totalLessDurationMs: number
  readonly bodyLength: number | null
  readonly fingerprint: number | null
  readonly anchor: number | null
}

/** By time, and by place in the log where two began at once. */
export function inTime(a: Pick<LookNumbers, 'at' | 'seq'>, b: Pick<LookNumbers, 'at' | 'seq'>): number {
  return a.at - b.at || a.seq - b.seq
}

/** Every field, for whoever compares two looks: a key that is left out does not compile. */
export const lookFields = fieldsOf({
  seq: true,
  series: true,
  boot: true,
  counter: true,
  at: true,
  lateMs: true,
  durationMs: true,
  outcome: true,
  recheck: true,
  circumstances: true,
  answer: true,
  failure: true,
  degraded: true,
  uncertaintyMs: true,
  clockOffsetMs: true,
  resolveMs: true,
  connectMs: true,
  handshakeMs: true,
  firstByteMs: true,
  totalLessDurationMs: true,
  bodyLength: true,
  fingerprint: true,
  anchor: true,
})

function fieldsOf(all: Readonly<Record<keyof LookNumbers, true>>): readonly (keyof LookNumbers)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type above says which keys there are
  return Object.keys(all) as (keyof LookNumbers)[]
}
