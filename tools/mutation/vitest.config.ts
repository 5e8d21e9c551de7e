import { defineConfig } from 'vitest/config'

// The tests of the mutated files alone: one project, no servers.
export default defineConfig({
  test: {
    setupFiles: ['tools/mutation/setup.ts'],
    testTimeout: 60_000,
    include: [
      'test/core/{availability,calendar,cron,duration,effective,incremental,instant,outage-id,outage-json,outages,properties,rounding,schedule,simulation,status,step,time-zone,vectors}.test.ts',
    ],
  },
})
