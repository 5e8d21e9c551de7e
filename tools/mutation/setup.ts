import { configureGlobal } from 'fast-check'

// A mutant is killed by the first counterexample; nobody reads the smallest one.
configureGlobal({ endOnFailure: true })
