import type { OutageRules } from './monitor.ts'

/** What replay has to know of the configuration: rules per monitor, and which monitor a former id belongs to. */
export interface RuleBook {
  readonly rules: ReadonlyMap<string, OutageRules>
  /** Former id → the id that took it over. */
  readonly successors: ReadonlyMap<string, string>
}
export const emptyRuleBook: RuleBook = { rules: new Map(), successors: new Map() }

/** For looks recorded before any configuration; the defaults of the configuration file. */
const defaultRules: OutageRules = { confirmDown: 2, confirmUp: 1 }

/**
 * The book after one more `config` record, whose body is a `PublicConfig`. Monitors that it no longer names keep their last rules: they
 * are retired, their past stays. An id that it names is its own, whatever earlier configurations said.
 */
export function withConfig(book: RuleBook, body: Readonly<Record<string, unknown>>): RuleBook {
  const rules = new Map(book.rules)
  const successors = new Map(book.successors)
  const monitors = configuredMonitors(body)
  for (const monitor of monitors) {
    rules.set(monitor.id, monitor.rules)
    for (const former of monitor.formerly) successors.set(former, monitor.id)
  }
  for (const monitor of monitors) successors.delete(monitor.id)
  return { rules, successors }
}

/** The monitor that an id belongs to now, through any number of renamings. */
export function currentId(book: RuleBook, monitorId: string): string {
  let id = monitorId
  for (let steps = 0; steps <= book.successors.size; steps += 1) {
    const next = book.successors.get(id)
    if (next === undefined) return id
    id = next
  }
  return id
}

export function rulesOf(book: RuleBook, monitorId: string): OutageRules {
  return book.rules.get(monitorId) ?? defaultRules
}

interface ConfiguredMonitor {
  readonly id: string
  readonly formerly: readonly string[]
  readonly rules: OutageRules
}

/** Old records are never rewritten, so the body is read with care: what is not understood is left out. */
function configuredMonitors(body: Readonly<Record<string, unknown>>): readonly ConfiguredMonitor[] {
  return objectsIn(body['services'])
    .flatMap((service) => objectsIn(service['monitors']))
    .flatMap((monitor) => {
      const { id, formerly, rules } = monitor
      if (typeof id !== 'string') return []
      const formerIds = Array.isArray(formerly) ? formerly.filter((former) => typeof former === 'string') : []
      return [{ id, formerly: formerIds, rules: outageRules(rules) }]
    })
}

function outageRules(value: unknown): OutageRules {
  if (!isRecord(value)) return defaultRules
  const { confirmDown, confirmUp } = value
  return typeof confirmDown === 'number' && typeof confirmUp === 'number' ? { confirmDown, confirmUp } : defaultRules
}

/** A monitor and its service in the newest of these configurations that has it; the oldest comes first. */
export function newestWith(
  configs: readonly Readonly<Record<string, unknown>>[],
  monitorId: string,
): { readonly service: Readonly<Record<string, unknown>>; readonly monitor: Readonly<Record<string, unknown>> } | null {
  for (const config of configs.toReversed()) {
    for (const service of objectsIn(config['services'])) {
      const monitor = objectsIn(service['monitors']).find(({ id }) => id === monitorId)
      if (monitor !== undefined) return { service, monitor }
    }
  }
  return null
}

/** The objects of a list in a record's body. */
export function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
