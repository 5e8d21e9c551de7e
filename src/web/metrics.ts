import type { StateName } from '../core/outage.ts'
import { configured, statusOf } from './catalogue.ts'
import type { Web } from './context.ts'
import { observerOf } from './observer.ts'

interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}
interface Metric {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly samples: readonly Sample[]
}

/** Everything an operator's Prometheus may want, in its text format 0.0.4. */
export function metricsText(web: Web, eventClients: number): string {
  return [...monitorMetrics(web), ...daemonMetrics(web), ...processMetrics(web, eventClients)].map(metricText).join('')
}

const states: readonly StateName[] = ['up', 'down', 'unknown', 'pending']

function monitorMetrics(web: Web): readonly Metric[] {
  const monitors = configured(web.config()).map((known) => ({
    labels: { monitor: known.monitor.id, service: known.monitor.serviceId },
    id: known.monitor.id,
    status: statusOf(web.live, known),
  }))
  const open = monitors.flatMap(({ labels, id }) => {
    const outage = web.live.open(id)
    return outage === null || !outage.confirmed ? [] : [{ labels, value: outage.minMs / 1_000 }]
  })
  return [
    gauge(
      'vigie_monitor_state',
      'State of a monitor now: 1 for the state that holds.',
      monitors.flatMap(({ labels, status }) =>
        states.map((state) => ({ labels: { ...labels, state }, value: status.state === state ? 1 : 0 })),
      ),
    ),
    gauge(
      'vigie_monitor_degraded',
      'Up, but past a threshold that was set.',
      monitors.map(({ labels, status }) => ({ labels, value: status.degraded ? 1 : 0 })),
    ),
    gauge('vigie_monitor_outage_minimum_seconds', 'Certain duration of the open confirmed outage; grows only with failed looks.', open),
    gauge(
      'vigie_monitor_last_look_timestamp_seconds',
      'Start of the newest known look.',
      monitors.flatMap(({ labels, id }) => {
        const at = web.live.state(id)?.run?.at
        return at === undefined ? [] : [{ labels, value: at / 1_000 }]
      }),
    ),
  ]
}

function daemonMetrics(web: Web): readonly Metric[] {
  const health = web.health()
  const observer = observerOf(web)
  const online = observer.kind === 'online' || observer.kind === 'offline'
  const byKind = Object.entries(health.looksByKind).map(([key, value]) => {
    const [kind = '', outcome = ''] = key.split('/')
    return { labels: { kind, outcome }, value }
  })
  return [
    counter('vigie_looks_total', 'Looks made since start, by kind of monitor and raw outcome.', byKind),
    counter('vigie_looks_recorded_total', 'Looks committed since start.', [{ value: health.looksRecorded }]),
    counter('vigie_looks_lost_total', 'Looks that could not be stored since start.', [{ value: health.looksLost }]),
    gauge('vigie_looks_in_flight', 'Looks going on.', [{ value: health.looksInFlight }]),
    gauge(
      'vigie_look_start_lag_p99_seconds',
      'How late looks began over the last minute, 99th percentile.',
      health.startLagP99Ms === null ? [] : [{ value: health.startLagP99Ms / 1_000 }],
    ),
    gauge('vigie_timer_lag_seconds', 'How late the scheduler’s timer was at its worst in the last minute.', [
      { value: health.timerLagMs / 1_000 },
    ]),
    gauge('vigie_store_writable', '0 while the store cannot be written.', [{ value: health.storeError === null ? 1 : 0 }]),
    gauge('vigie_config_valid', '0 while a newer configuration was refused and the old one stays in force.', [
      { value: health.configError === null ? 1 : 0 },
    ]),
    gauge('vigie_health_age_seconds', 'Since the measuring thread was last heard.', [
      { value: Math.max(0, web.clock.now() - health.at) / 1_000 },
    ]),
    gauge(
      'vigie_observer_online',
      '1 when the last round of controls was fine; absent without controls.',
      online ? [{ value: observer.kind === 'online' ? 1 : 0 }] : [],
    ),
    gauge('vigie_controls_reachable', 'Control targets reached in the last round.', online ? [{ value: observer.reachable }] : []),
    gauge('vigie_clock_uncertainty_seconds', 'Half-width of what the time may be wrong by.', [
      { labels: { source: health.clock.source }, value: health.clock.uncertaintyMs / 1_000 },
    ]),
    gauge('vigie_log_records', 'Records in the log that the web side has taken in.', [{ value: web.live.size() }]),
  ]
}

function processMetrics(web: Web, eventClients: number): readonly Metric[] {
  const memory = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return [
    gauge('vigie_event_clients', 'Open event streams.', [{ value: eventClients }]),
    gauge('process_resident_memory_bytes', 'Resident memory of the process.', [{ value: memory.rss }]),
    gauge('nodejs_heap_used_bytes', 'Heap in use in the web thread.', [{ value: memory.heapUsed }]),
    counter('process_cpu_seconds_total', 'CPU time of the process.', [{ value: (user + system) / 1e6 }]),
    gauge('process_start_time_seconds', 'When the daemon started.', [{ value: web.health().startedAt / 1_000 }]),
  ]
}

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({ name, type: 'gauge', help, samples })
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({ name, type: 'counter', help, samples })

function metricText({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function labelText(labels: Sample['labels']): string {
  const pairs = Object.entries(labels ?? {}).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
