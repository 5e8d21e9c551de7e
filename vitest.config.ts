import { defineConfig } from 'vitest/config'

// unit: pure and fast · integration: real servers and SQLite in this process · e2e: the program itself, from outside.
const project = (name: string, include: string[], extra: Record<string, unknown> = {}) => ({
  test: { name, include, environment: 'node' as const, testTimeout: 20_000, hookTimeout: 20_000, ...extra },
})

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/{core,demo,arch,config,i18n}/**/*.test.ts']),
      project('integration', ['test/{probes,store,daemon,web,cli,evidence}/**/*.test.ts']),
      project('e2e', ['test/e2e/**/*.test.ts'], { testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false }),
    ],
  },
})
