/** One trouble that the rig made: which monitors must call it an outage, with which code, and when it began and ended at the latest. */
export interface Trouble {
  readonly name: string
  readonly monitors: Readonly<Record<string, string>>
  readonly from: number
  readonly fromDone: number
  readonly to: number
  readonly toDone: number
}
/** What the API says of an outage (contract, section 4). */
export interface Outage {
  readonly id: string
  readonly monitorId: string
  readonly onset: { readonly after: string | null; readonly by: string }
  readonly recovery: { readonly after: string; readonly by: string } | null
  readonly minMs: number
  readonly maxMs: number | null
  readonly unobservedMs: number
  readonly looks: number
  readonly confirmed: boolean
  readonly cause: { readonly code: string } | null
}

/** Prints truth beside measurement and returns the exit status: 0 when every truth lies within its bounds and nothing else was called an outage. */
export function report(troubles: readonly Trouble[], outages: readonly Outage[], availability: string, daemonExit: number | null): number {
  const problems: string[] = []
  const claimed = new Set<string>()
  line('trouble', 'monitor', 'true s', 'at least s', 'at most s', 'looks', 'unobserved s', 'code', 'within')
  line('---', '---', '---', '---', '---', '---', '---', '---', '---')
  for (const trouble of troubles) {
    const met = outages.filter((outage) => meets(trouble, outage))
    for (const [monitorId, code] of Object.entries(trouble.monitors)) {
      const found = met.filter((outage) => outage.monitorId === monitorId && outage.confirmed)
      const outage = found[0]
      if (outage === undefined || found.length > 1) {
        problems.push(`${trouble.name}: ${monitorId}: ${found.length} confirmed outages instead of one`)
        continue
      }
      claimed.add(outage.id)
      const shortest = trouble.to - trouble.fromDone
      const longest = trouble.toDone - trouble.from
      const within = outage.minMs <= longest && (outage.maxMs ?? Infinity) >= shortest
      if (!within)
        problems.push(`${trouble.name}: ${monitorId}: ${outage.minMs}..${outage.maxMs} ms does not hold ${shortest}..${longest} ms`)
      if (outage.cause?.code !== code) problems.push(`${trouble.name}: ${monitorId}: ${outage.cause?.code} instead of ${code}`)
      line(
        trouble.name,
        monitorId,
        `${seconds(shortest)}–${seconds(longest)}`,
        seconds(outage.minMs),
        seconds(outage.maxMs),
        String(outage.looks),
        seconds(outage.unobservedMs),
        outage.cause?.code ?? '–',
        within ? 'yes' : 'NO',
      )
    }
  }
  for (const outage of outages.filter(({ id, confirmed }) => confirmed && !claimed.has(id))) {
    problems.push(`not ours: ${outage.id} ${outage.cause?.code} ${outage.onset.by} – ${outage.recovery?.by}`)
  }
  if (daemonExit !== 0) problems.push(`the daemon ended with ${daemonExit} after SIGTERM`)
  process.stdout.write(
    `\nunconfirmed failures: ${outages.filter(({ confirmed }) => !confirmed).length}\navailability of www: ${availability.slice(0, 600)}\n`,
  )
  process.stdout.write(
    problems.length === 0 ? '\nrig: every truth lies within its bounds\n' : `\nrig: ${problems.length} problems\n${problems.join('\n')}\n`,
  )
  return problems.length === 0 ? 0 : 1
}

function meets(trouble: Trouble, outage: Outage): boolean {
  const from = Date.parse(outage.onset.after ?? outage.onset.by)
  const to = outage.recovery === null ? Infinity : Date.parse(outage.recovery.by)
  return from < trouble.to && to > trouble.fromDone
}

const seconds = (ms: number | null) => (ms === null ? '–' : (ms / 1000).toFixed(2))

function line(...cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
}
