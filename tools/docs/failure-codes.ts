import { writeFileSync } from 'node:fs'
import { failureCodes, type Phase } from '../../src/core/failure.ts'

/** docs/failure-codes.md as it must be; run as a program, this file writes it. test/core/failure-codes.test.ts compares the two. */
export function failureCodesPage(): string {
  return `${[preamble, ...phases.map(([phase, title]) => section(phase, title))].join('\n\n')}\n`
}

const preamble = `# Failure codes

Every look that is not simply up says why, with a phase, a code and a short message. The codes are a closed list, so that
figures of different years and different instances can be compared; the message is for people and never judged. A code decides the raw outcome:

- **down**: the service failed;
- **unknown**: we could not tell, because of ourselves or because somebody else answered in its place. It counts exactly as a missing look;
- **up, degraded**: the service answered, past a threshold that was set. It never changes availability.

A raw *down* is *down* only where the control round after it was fine ([method, R15](methodology.md)).

This page is generated from \`src/core/failure.ts\`: \`npx node tools/docs/failure-codes.ts\`.`

const phases: readonly (readonly [Phase, string])[] = [
  ['resolve', 'Resolving the name'],
  ['connect', 'Connecting'],
  ['handshake', 'TLS handshake'],
  ['exchange', 'Request and answer'],
  ['expect', 'What was expected of the answer'],
  ['observer', 'Ourselves'],
]

function section(phase: Phase, title: string): string {
  const rows = Object.entries(failureCodes)
    .filter(([, code]) => code.phase === phase)
    .map(([code, { outcome, meaning }]) => `| \`${code}\` | ${outcome === 'up' ? 'up, degraded' : outcome} | ${meaning} |`)
  return [`## ${title} (\`${phase}\`)`, '', '| code | outcome | meaning |', '|---|---|---|', ...rows].join('\n')
}

if (import.meta.main) writeFileSync(new URL('../../docs/failure-codes.md', import.meta.url), failureCodesPage())
