import { foldText } from '../../core/text-fold.ts'
import { ProblemError } from '../problem.ts'
import type { HomeModel, ServiceRow } from './home-model.ts'

/** What a reader wants to see of the services, from the address of the first page. */
export interface HomeChoice {
  /** Each word of it must be in the row; empty: all rows. */
  readonly q: string
  readonly sort: HomeSort
  readonly group: HomeGroup
}
export const homeSorts = ['given', 'name', 'state', 'availability'] as const
export type HomeSort = (typeof homeSorts)[number]
export const homeGroups = ['organisation', 'none'] as const
export type HomeGroup = (typeof homeGroups)[number]
export const everyService: HomeChoice = { q: '', sort: 'given', group: 'organisation' }

/** Longer filters nobody types; each is a page of its own to the cache. */
export const filterAtMost = 100

/** `?q=&sort=&group=`; empty ones as if they were not there, unknown ones 400. */
export function homeChoice(query: Readonly<Record<string, string>>): HomeChoice {
  const q = (query['q'] ?? '').trim()
  if (q.length > filterAtMost) throw new ProblemError(400, `q may have ${filterAtMost} characters.`)
  return { q, sort: oneOf('sort', homeSorts, query['sort']), group: oneOf('group', homeGroups, query['group']) }
}

/** The same as an address has it, without `?`; empty where nothing was chosen. */
export function choiceQuery({ q, sort, group }: HomeChoice): string {
  const chosen = { q, sort: sort === everyService.sort ? '' : sort, group: group === everyService.group ? '' : group }
  return new URLSearchParams(Object.entries(chosen).filter(([, value]) => value !== '')).toString()
}

/** The rows that match, in the order and groups that were chosen. `stateWords` gives the words by which a state is found. */
export function chosenGroups(
  rows: readonly ServiceRow[],
  { q, sort, group }: HomeChoice,
  tag: string,
  stateWords: (row: ServiceRow) => string,
): HomeModel['groups'] {
  const wanted = foldText(q).split(' ')
  const matching =
    q === ''
      ? rows
      : rows.filter((row) => {
          const text = foldText([row.name, row.organisation, row.address, row.id, stateWords(row)].join(' '))
          return wanted.every((word) => text.includes(word))
        })
  const sorted = sort === 'given' ? matching : matching.toSorted(orders[sort](tag))
  if (group === 'none') return sorted.length === 0 ? [] : [{ organisation: null, rows: sorted }]
  // Groups stay in the order of the configuration, whatever the order inside them.
  const names = [...new Set(rows.map(({ organisation }) => organisation))]
  const groups = names.map((organisation) => ({ organisation, rows: sorted.filter((row) => row.organisation === organisation) }))
  return groups.filter(({ rows: some }) => some.length > 0)
}

type Order = (tag: string) => (a: ServiceRow, b: ServiceRow) => number
/** A stable sort: what is equal stays as configured. */
const orders: Readonly<Record<Exclude<HomeSort, 'given'>, Order>> = {
  name: (tag) => {
    const { compare } = new Intl.Collator(tag)
    return (a, b) => compare(a.name, b.name)
  },
  state: () => (a, b) => badness(a) - badness(b),
  // Without a measurement there is nothing to order by: last.
  availability: () => (a, b) => upperBound(a) - upperBound(b),
}

function badness({ state, degraded }: ServiceRow): number {
  return { down: 0, partial: 1, unknown: 2, pending: 4, up: degraded ? 3 : 5 }[state]
}

function upperBound({ figures }: ServiceRow): number {
  return figures.availability?.max ?? 2
}

function oneOf<T extends string>(name: string, allowed: readonly [T, ...T[]], given: string | undefined): T {
  if (given === undefined || given === '') return allowed[0]
  const found = allowed.find((value) => value === given)
  if (found === undefined) throw new ProblemError(400, `${name} takes one of ${allowed.join(', ')}.`)
  return found
}
