import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder, monitorFile, targetOf } from './folder.ts'

describe('a configuration', () => {
  it('may be empty: sensible defaults, and warnings that nothing is watched and that there is no control', async () => {
    await using home = await folder()
    const { files, ...config } = await home.config('')
    expect(files).toEqual([join(home.path, 'vigie.yaml'), join(home.path, 'announcements')])
    expect(config).toEqual({
      site: { title: { en: 'Vigie' }, url: null, languages: ['en'], timeZone: 'UTC', publisher: null, licence: null },
      server: { host: '127.0.0.1', port: 8080, trustProxy: false },
      dataDir: resolve('data'),
      clock: { ntp: [] },
      evidence: { keyFile: null, authorities: [] },
      vantage: { id: 'local', name: 'local', country: null, asn: null, network: null },
      controls: { required: 0, targets: [] },
      services: [],
      announcements: [],
      secrets: [],
      warnings: [
        'no control: without `controls.targets` our own network being down looks like the services being down',
        'no services: nothing is watched; add some under `services:`',
      ],
    })
  })

  it('takes who runs a service as one text, or as one a language', async () => {
    await using home = await folder()
    const organisations = ['Ville', '{ fr: Ville, en: City }']
    const services = organisations.map((organisation, index) => `  - { id: s${index}, organisation: ${organisation}, monitors: [] }\n`)
    const config = await home.config(`site: { languages: [fr, en] }\nservices:\n${services.join('')}  - { id: c, monitors: [] }\n`)
    expect(config.services.map(({ organisation }) => organisation)).toEqual([{ fr: 'Ville' }, { fr: 'Ville', en: 'City' }, null])
  })

  it('needs of a monitor only an id and a url', async () => {
    await using home = await folder()
    const config = await home.config(monitorFile('url: https://A.example', 'site: { languages: [fr, en] }\n'))
    expect(config.services[0]?.monitors[0]).toEqual({
      id: 'm',
      formerly: [],
      serviceId: 's',
      name: { fr: 'm' },
      target: {
        kind: 'http',
        url: 'https://a.example/',
        method: 'GET',
        headers: [],
        body: null,
        follow: 10,
        ipVersion: 'any',
        proxy: null,
        auth: null,
        tls: { verify: true, ca: null, cert: null, key: null },
      },
      expect: {
        status: [[200, 299]],
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
      },
      schedule: { kind: 'every', everyMs: 60_000 },
      timeoutMs: 30_000,
      recheckMs: 10_000,
      rules: { confirmDown: 2, confirmUp: 1 },
    })
  })

  const timings = [
    { name: 'the default timeout is cut to the interval', lines: 'every: 100ms', before: '', schedule: 100, timeoutMs: 100 },
    {
      name: 'the default timeout stays at 30 s below longer intervals',
      lines: 'every: 5m',
      before: '',
      schedule: 300_000,
      timeoutMs: 30_000,
    },
    { name: 'a default timeout is cut too', lines: 'every: 2s', before: 'defaults: { timeout: 20s }\n', schedule: 2000, timeoutMs: 2000 },
    { name: 'a default interval', lines: 'timeout: 1m', before: 'defaults: { every: 2m }\n', schedule: 120_000, timeoutMs: 60_000 },
    {
      name: 'an own interval wins',
      lines: 'every: 1h',
      before: 'defaults: { every: 2m, timeout: 90s }\n',
      schedule: 3_600_000,
      timeoutMs: 90_000,
    },
  ]
  for (const { name, lines, before, schedule, timeoutMs } of timings) {
    it(name, async () => {
      await using home = await folder()
      const config = await home.config(monitorFile(`url: https://a.example/\n${lines}`, before))
      expect(config.services[0]?.monitors[0]).toMatchObject({ schedule: { kind: 'every', everyMs: schedule }, timeoutMs })
    })
  }

  it('lets each key of `confirm` override the default', async () => {
    await using home = await folder()
    const before = 'defaults: { confirm: { down: 4, up: 3, recheck: 1s } }\n'
    const config = await home.config(monitorFile('url: https://a.example/\nconfirm: { up: 5 }', before))
    expect(config.services[0]?.monitors[0]).toMatchObject({ recheckMs: 1000, rules: { confirmDown: 4, confirmUp: 5 } })
  })

  it('runs `cron` in the time zone of the site', async () => {
    await using home = await folder()
    const config = await home.config(
      monitorFile("url: https://a.example/\ncron: '*/5 8-18 * * 1-5'", 'site: { timezone: Africa/Casablanca }\n'),
    )
    expect(config.services[0]?.monitors[0]?.schedule).toEqual({ kind: 'cron', cron: '*/5 8-18 * * 1-5', timeZone: 'Africa/Casablanca' })
  })

  it('reads controls, and warns of fewer than three hosts', async () => {
    await using home = await folder()
    const config = await home.config(
      'controls: { targets: [https://a.example/x, http://b.example:81, "tcp://[2001:db8::1]:53", tcp://a.example:1] }\n',
    )
    expect(config.controls).toEqual({
      required: 2,
      targets: [
        { url: 'https://a.example/x', kind: 'https', host: 'a.example', port: 443 },
        { url: 'http://b.example:81/', kind: 'http', host: 'b.example', port: 81 },
        { url: 'tcp://[2001:db8::1]:53', kind: 'tcp', host: '2001:db8::1', port: 53 },
        { url: 'tcp://a.example:1', kind: 'tcp', host: 'a.example', port: 1 },
      ],
    })
    const two = await home.config('controls: { targets: [https://a.example/, tcp://a.example:1, tcp://b.example:1] }\n')
    expect(two.warnings[0]).toBe('fewer than three control hosts (2): name at least three, on different networks, in `controls.targets`')
    expect(config.warnings.filter((warning) => warning.includes('control'))).toEqual([])
  })

  it('warns of a control that is another one again: it adds nothing', async () => {
    await using home = await folder()
    const config = await home.config(
      'controls: { targets: [https://a.example/, https://b.example/, https://a.example/x, tcp://c.example:1] }',
    )
    expect(config.warnings).toContain('controls.targets[2] is the same host and port as controls.targets[0]: it adds nothing')
  })

  it('takes services from included files, in order, and watches them all', async () => {
    await using home = await folder()
    await home.write('more/a.yaml', 'include: b.yaml\nservices: [{ id: a, monitors: [{ id: a, url: "tcp://a.example:1" }] }]\n')
    await home.write('more/b.yaml', 'services: [{ id: b, monitors: [{ id: b, url: "tcp://b.example:1" }] }]\n')
    const config = await home.config(
      'include: [more/a.yaml]\nservices: [{ id: main, monitors: [{ id: main, url: "tcp://m.example:1" }] }]\n',
    )
    expect(config.services.map(({ id }) => id)).toEqual(['main', 'a', 'b'])
    expect(config.files).toEqual(['vigie.yaml', 'more/a.yaml', 'more/b.yaml', 'announcements'].map((name) => join(home.path, name)))
  })

  it('finds ids that two files share', async () => {
    await using home = await folder()
    await home.write('more.yaml', 'services:\n  - { id: t, monitors: [{ id: m, url: "tcp://a.example:1" }] }\n')
    expect(await home.problems(`include: more.yaml\n${monitorFile('url: tcp://a.example:1')}`)).toEqual([
      'more.yaml:2:31 services[0].monitors[0].id: the id `m` is taken already (vigie.yaml:5); every monitor needs its own, earlier ids included',
    ])
  })

  it('still names the files to watch when it is bad', async () => {
    await using home = await folder()
    const result = await home.result('include: more.yaml\n')
    expect(result).toMatchObject({
      ok: false,
      files: [join(home.path, 'vigie.yaml'), join(home.path, 'more.yaml'), join(home.path, 'announcements')],
    })
  })

  it('understands anchors and merges', async () => {
    await using home = await folder()
    const config = await home.config(
      'services:\n  - id: s\n    monitors:\n      - &first { id: a, url: "tcp://a.example:1", every: 5m }\n      - { <<: *first, id: b }\n',
    )
    expect(config.services[0]?.monitors.map(({ id, schedule }) => ({ id, schedule }))).toEqual([
      { id: 'a', schedule: { kind: 'every', everyMs: 300_000 } },
      { id: 'b', schedule: { kind: 'every', everyMs: 300_000 } },
    ])
  })
})

describe('the environment', () => {
  it('expands in any text, with defaults, and $${ stands for itself', async () => {
    await using home = await folder()
    const text = 'site: { title: "${A} ${B:-b} ${EMPTY:-c} $${A}" }\nserver:\n  port: ${PORT}\n  trustProxy: ${TRUST}\n'
    const config = await home.config(text, { A: 'a: [', EMPTY: '', PORT: '9000', TRUST: 'true' })
    expect(config.site.title).toEqual({ en: 'a: [ b c ${A}' })
    expect(config.server).toMatchObject({ port: 9000, trustProxy: true })
  })

  it('is judged by what it expands to', async () => {
    await using home = await folder()
    expect(await home.problems('server: { port: "${PORT}" }', { PORT: 'http' })).toEqual([
      '1:17 server.port: must be a whole number from 0 to 65535, not "http"',
    ])
  })
})

describe('targets', () => {
  const targets = [
    {
      lines: 'url: tcp://A.example:25/',
      target: { kind: 'tcp', url: 'tcp://a.example:25', host: 'a.example', port: 25, ipVersion: 'any', send: null },
    },
    {
      lines: 'url: tcp://[2001:DB8::1]:25\nsend: "EHLO\\r\\n"\nipVersion: 6\nexpect: { contains: "250", matches: [/^220/] }',
      target: { kind: 'tcp', url: 'tcp://[2001:db8::1]:25', host: '2001:db8::1', port: 25, ipVersion: 6, send: 'EHLO\r\n' },
    },
    {
      lines: 'url: tls://a.example:993\ntls: { serverName: b.example, verify: false }',
      target: {
        kind: 'tls',
        host: 'a.example',
        port: 993,
        serverName: 'b.example',
        tls: { verify: false, ca: null, cert: null, key: null },
      },
    },
    { lines: 'url: icmp://192.0.2.1\nipVersion: 4', target: { kind: 'icmp', url: 'icmp://192.0.2.1', host: '192.0.2.1', ipVersion: 4 } },
    {
      lines: 'url: dns:example.org',
      target: { kind: 'dns', url: 'dns:example.org?type=A', name: 'example.org', type: 'A', resolver: null },
    },
    {
      lines: 'url: dns://192.0.2.53:5353/Example.org.?clAsS=IN;tYpE=mx',
      target: {
        kind: 'dns',
        url: 'dns://192.0.2.53:5353/example.org?type=MX',
        name: 'example.org',
        type: 'MX',
        resolver: '192.0.2.53:5353',
      },
    },
    {
      lines: 'url: dns://[2001:db8::1]/_sip._tcp.example.org\ntype: SRV',
      target: { kind: 'dns', url: 'dns://[2001:db8::1]/_sip._tcp.example.org?type=SRV', type: 'SRV', resolver: '2001:db8::1' },
    },
    {
      lines: 'url: http://bücher.example/a#b\nfollow: 0\nmethod: post\nbody: x',
      target: { url: 'http://xn--bcher-kva.example/a', follow: 0, method: 'POST', body: 'x' },
    },
    {
      lines: 'url: https://user:p%40ss@a.example/',
      target: { kind: 'http', url: 'https://a.example/', auth: { kind: 'basic', username: 'user', password: 'p@ss' } },
    },
  ]
  for (const { lines, target } of targets) {
    it(lines.replaceAll('\n', ' · '), async () => {
      await using home = await folder()
      expect(targetOf(await home.config(monitorFile(lines)))).toMatchObject(target)
    })
  }
})

describe('expectations', () => {
  it('read every form of a rule', async () => {
    await using home = await folder()
    const config = await home.config(
      monitorFile(`url: https://a.example/
expect:
  status: [200-299, 401, "2xx", 3XX]
  host: WWW.A.example
  contains: one
  excludes: [two, three]
  matches: [/a+b/i]
  json: [{ path: $.a, equals: null }, { path: "$['b c'][0]", matches: /x/ }, { path: $.d, exists: false }]
  header: { Content-Type: /html/, X-A: exact, x-path: { equals: /a/ } }
  slowerThan: 1500ms
  certificateDays: "14"`),
    )
    expect(config.services[0]?.monitors[0]?.expect).toMatchObject({
      status: [
        [200, 299],
        [401, 401],
        [200, 299],
        [300, 399],
      ],
      host: 'www.a.example',
      contains: ['one'],
      excludes: ['two', 'three'],
      matches: [{ text: '/a+b/i', source: 'a+b', flags: 'i' }],
      json: [
        { path: '$.a', equals: null },
        { path: "$['b c'][0]", matches: { source: 'x' } },
        { path: '$.d', exists: false },
      ],
      header: [
        { name: 'content-type', equals: null, matches: { source: 'html' } },
        { name: 'x-a', equals: 'exact', matches: null },
        { name: 'x-path', equals: '/a/', matches: null },
      ],
      slowerThanMs: 1500,
      certificateDays: 14,
    })
  })
})
