import { createTask, type Logger as CronLogger } from 'node-cron'
import type { Log } from '../log.ts'

/** Something done by the calendar: never a look. */
export interface Chore {
  readonly name: string
  /** In UTC; five fields. */
  readonly cron: string
  readonly run: () => void | Promise<void>
}

/** Runs chores by the calendar until disposed. A chore that fails is logged and tried again at its next time; it never overlaps itself. */
export async function startChores(chores: readonly Chore[], log: Log): Promise<AsyncDisposable> {
  const tasks = chores.map(({ name, cron, run }) =>
    createTask(
      cron,
      async () => {
        try {
          await run()
        } catch (error) {
          log.error({ err: error, chore: name }, 'chore failed')
        }
      },
      { name, timezone: 'UTC', noOverlap: true, unref: true, logger: quiet(log, name) },
    ),
  )
  for (const task of tasks) await task.start()
  return {
    async [Symbol.asyncDispose]() {
      for (const task of tasks) await task.destroy()
    },
  }
}

/** The scheduler's own remarks (a missed or overlapping run), in our log instead of on the console. */
function quiet(log: Log, chore: string): CronLogger {
  const say = (message: string | Error): void => log.debug({ chore, remark: String(message) }, 'chore scheduler')
  return { info: say, warn: say, error: say, debug: say }
}
