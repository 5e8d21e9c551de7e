import { dirname, isAbsolute, join, resolve } from 'node:path'
import { redact, shortestSecret, soundsSecret } from '../core/redact.ts'
import type { Service } from '../core/monitor.ts'
import type { Config } from '../core/site.ts'
import { readAnnouncements } from './announcements.ts'
import { listed } from './expectation.ts'
import type { Defaults } from './monitor.ts'
import { monitorSchema, serviceSchema } from './monitor-schema.ts'
import { need, readDefaults, readMonitor, textOf } from './monitor.ts'
import type { Path, Problem, Report } from './problem.ts'
import { formatPath } from './problem.ts'
import type { FileShape } from './schema.ts'
import { fileSchema, includedSchema } from './schema.ts'
import type { At, Loading, Scope } from './scope.ts'
import { keepSecret, readTextFile } from './secret.ts'
import { soundPart } from './shape.ts'
import { readClock, readControls, readEvidence, readServer, readSite, readVantage } from './site.ts'
import type { Source } from './source.ts'
import { readSource } from './source.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** `files` are the files to watch either way: a bad configuration is mended in one of them. */
export type LoadResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly files: readonly string[] }

/**
 * Reads a configuration file with everything that it names (includes, secrets, certificates) and checks it whole: a valid configuration, or
 * every problem at once in the order of the files. It never throws for a user's mistake, and no problem holds a secret.
 */
export async function loadConfig(path: string, env: Env): Promise<LoadResult> {
  const run: Run = {
    env,
    problems: [],
    loading: { files: new Set(), secrets: new Set(), warnings: [], monitorIds: new Map(), serviceIds: new Map() },
    stack: [],
  }
  const config = await readMain(run, path)
  const files = [...run.loading.files]
  const secrets = [...run.loading.secrets]
  if (config === null || run.problems.length > 0) return { ok: false, problems: sorted(run.problems, secrets), files }
  if (secrets.some((secret) => secret.length < shortestSecret)) {
    run.loading.warnings.push(`a secret of fewer than ${shortestSecret} characters cannot be masked in logs and pages; use a longer one`)
  }
  const warnings = run.loading.warnings.map((warning) => redact(warning, secrets))
  return { ok: true, config: { ...config, files, secrets, warnings } }
}

interface Run {
  readonly env: Env
  readonly problems: Problem[]
  readonly loading: Loading
  /** The files being read, outermost first. */
  readonly stack: readonly { readonly path: string; readonly name: string }[]
}

async function readMain(run: Run, path: string): Promise<Omit<Config, 'files' | 'secrets' | 'warnings'> | null> {
  const file = await openFile(run, path)
  if (file === null) return null
  const shape = soundPart(fileSchema, file.source.root ?? {}, [], file.scope.report) ?? {}
  const at = (key: string): At => ({ scope: file.scope, path: [key] })
  const site = readSite(at('site'), shape.site ?? {})
  const controls = readControls(at('controls'), shape.controls ?? {})
  const defaults = readDefaults(at('defaults'), shape)
  const services = await readServices({ ...run, stack: [{ path: resolve(path), name: path }] }, file, shape, defaults)
  const announcements = await readAnnouncements({
    main: path,
    services,
    site,
    watched: run.loading.files,
    open: (name) => openFile(run, name, (message) => complainOf(run, name, message)),
    complain: (name, message) => complainOf(run, name, message),
    told: () => run.problems.length,
  })
  if (services.length === 0) run.loading.warnings.push('no services: nothing is watched; add some under `services:`')
  return {
    site,
    server: readServer(shape.server ?? {}),
    dataDir: resolve(shape.data ?? 'data'),
    clock: readClock(shape.clock ?? {}),
    evidence: readEvidence(at('evidence'), shape.evidence ?? {}),
    vantage: readVantage(shape.vantage ?? {}),
    controls,
    services,
    announcements,
  }
}

function complainOf(run: Run, file: string, message: string): void {
  run.problems.push({ file, line: 1, column: 1, path: '', message })
}

interface OpenFile {
  readonly name: string
  readonly source: Source
  readonly scope: Scope
}

async function openFile(run: Run, name: string, complain?: (message: string) => void): Promise<OpenFile | null> {
  const path = resolve(name)
  run.loading.files.add(path)
  const read = await readTextFile(path, name, 16 * 1024 * 1024)
  if ('fault' in read) {
    const remedy =
      read.missing === true && complain === undefined
        ? '; or name another file with --config; config/vigie.example.yaml shows every option'
        : ''
    if (complain !== undefined) complain(read.fault)
    else complainOf(run, name, `${read.fault}${remedy}`)
    return null
  }
  // A value that could not be read is one mistake; that what is left of it makes no sense is none.
  const spoiled = new Set<string>()
  const reporter =
    (place: Source['place']): Report =>
    (where, message, at = 'value') => {
      const path = formatPath(where)
      if (!spoiled.has(path)) run.problems.push({ file: name, ...place(where, at), path, message })
    }
  const source = readSource(read.text, run.env, (place) => (where, message, at) => {
    reporter(place)(where, message, at)
    if (at !== 'key' && where.length > 0) spoiled.add(formatPath(where))
  })
  for (const expansion of source.expansions) if (soundsSecret(expansion.name)) keepSecret(run.loading, expansion.value)
  const placeName = (where: Path) => `${name}:${source.place(where).line}`
  const scope: Scope = {
    loading: run.loading,
    dir: dirname(path),
    report: reporter(source.place),
    placeName,
    expansions: source.expansions,
  }
  return { name, source, scope }
}

/** The services of a file and of what it includes, in that order. */
async function readServices(
  run: Run,
  file: OpenFile,
  shape: Pick<FileShape, 'services' | 'include'>,
  defaults: Defaults,
): Promise<readonly Service[]> {
  const services: Service[] = []
  for (const [index, raw] of (shape.services ?? []).entries()) {
    const service = await readService({ scope: file.scope, path: ['services', index] }, raw, defaults)
    if (service !== null) services.push(service)
  }
  for (const [index, include] of listed(shape.include).entries()) {
    const where = Array.isArray(shape.include) ? ['include', index] : ['include']
    services.push(...(await readInclude(run, file, include, (message) => file.scope.report(where, message), defaults)))
  }
  return services
}

async function readInclude(
  run: Run,
  file: OpenFile,
  include: string,
  complain: (message: string) => void,
  defaults: Defaults,
): Promise<readonly Service[]> {
  const name = isAbsolute(include) ? include : join(dirname(file.name), include)
  const path = resolve(name)
  const circle = run.stack.slice(run.stack.findIndex((open) => open.path === path)).map((open) => open.name)
  if (run.stack.some((open) => open.path === path)) complain(`includes itself: ${[...circle, name].join(' → ')}; break the circle`)
  else if (run.loading.files.has(path)) complain(`${name} is included twice; keep one`)
  else {
    const included = await openFile(run, name, complain)
    if (included === null) return []
    const shape = soundPart(includedSchema, included.source.root ?? {}, [], included.scope.report) ?? {}
    return readServices({ ...run, stack: [...run.stack, { path, name }] }, included, shape, defaults)
  }
  return []
}

async function readService(at: At, raw: unknown, defaults: Defaults): Promise<Service | null> {
  const service = soundPart(serviceSchema, raw, at.path, at.scope.report)
  need(at, raw, [['id', 'small letters, digits and dashes; addresses carry it']])
  if (service === null) return null
  const { serviceIds, warnings } = at.scope.loading
  const id = service.id ?? ''
  const taken = serviceIds.get(id)
  if (taken !== undefined && id !== '')
    at.scope.report([...at.path, 'id'], `the id \`${id}\` is taken already (${taken}); every service needs its own`)
  else serviceIds.set(id, at.scope.placeName([...at.path, 'id']))
  const monitors = []
  for (const [index, rawMonitor] of (service.monitors ?? []).entries()) {
    const here: At = { scope: at.scope, path: [...at.path, 'monitors', index] }
    const monitor = soundPart(monitorSchema, rawMonitor, here.path, at.scope.report)
    need(here, rawMonitor, [
      ['id', 'small letters, digits and dashes; permanent'],
      ['url', 'https://… for example'],
    ])
    const read = monitor === null ? null : await readMonitor(here, monitor, id, defaults)
    if (read !== null) monitors.push(read)
  }
  if (monitors.length === 0) warnings.push(`the service ${id} has no monitors: nothing of it is watched`)
  const { language } = defaults
  return {
    id,
    name: textOf(service.name ?? id, language),
    organisation: service.organisation === undefined ? null : textOf(service.organisation, language),
    description: service.description === undefined ? null : textOf(service.description, language),
    links: service.links ?? [],
    monitors,
  }
}

function sorted(problems: readonly Problem[], secrets: readonly string[]): readonly Problem[] {
  const files = [...new Set(problems.map((problem) => problem.file))]
  return problems
    .map((problem) => ({ ...problem, message: redact(problem.message, secrets) }))
    .toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column)
}
