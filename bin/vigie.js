#!/usr/bin/env node
// Plain JavaScript that an old Node can parse: it must be able to say that Node is too old.
// (better-sqlite3 13 would otherwise end in a bare segmentation fault on Node 20.)
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 26 || (major === 26 && minor < 10)) {
  process.stderr.write(
    `vigie: needs Node 26.10 or later; this is ${process.version} (${process.execPath}).\n` +
      'In a checkout use "npm start", "npm run …" or "npx vigie …" after "npm ci": they find the pinned Node.\n',
  )
  process.exit(1)
}
// What measures for months is worth it; other commands end sooner than it takes.
if (process.argv[2] === 'serve') (await import('../src/process-settings.js')).beginWithSettings()
const { enableCompileCache } = await import('node:module')
enableCompileCache()
await import('../src/exact-imports.js')
const { run } = await import('../src/cli/run.ts')
await run()
