import type { Expectation, TargetKind } from './monitor.ts'

/** What a monitor without `expect` asks for: for http a status of 200–299, for dns NOERROR with an answer, else that it answers at all. */
export function plainExpectation(kind: TargetKind): Expectation {
  return {
    status: kind === 'http' ? [[200, 299]] : [],
    host: null,
    contains: [],
    excludes: [],
    matches: [],
    json: [],
    header: [],
    answers: [],
    rcode: 'NOERROR',
    tlsVersion: null,
    slowerThanMs: null,
    certificateDays: null,
  }
}
