import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../support/temporary.ts'
import { runVigie, startVigie } from '../support/vigie.ts'

// Three seconds are for an idle machine; what a busy one keeps from it is not its fault, so it is its own time that is bounded: six seconds
// on two loaded cores when nothing was compiled before.
const cpuAtMostMs = 12_000
const languages = ['fr', 'ar', 'en'] as const

describe('vigie demo', () => {
  it('shows every page in three languages, labelled; looks at its live portal; leaves nothing behind', { timeout: 240_000 }, async () => {
    await using directory = await temporaryDirectory()
    const tmp = join(directory.path, 'tmp')
    await mkdir(tmp)
    await using vigie = startVigie(['demo', '--port', '0'], { TMPDIR: tmp })
    const [, base = ''] = await vigie.says(/SIMULATION, .*: (http\S+)/)
    const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(base + path, { headers })
    const json = async (path: string): Promise<any> => (await get(path)).json()
    expect((await get('/')).status).toBe(200)
    expect(await cpuMsOf(vigie.child.pid ?? 0)).toBeLessThan(cpuAtMostMs)
    expect((await readdir(tmp)).filter((name) => name.startsWith('vigie-demo-'))).toHaveLength(1)

    const outages = await json('/api/v1/outages?limit=1000')
    expect(outages.items.length).toBeGreaterThan(30)
    const ongoing = await json('/api/v1/outages?ongoing=true')
    expect(ongoing.items.map((outage: { monitorId: string }) => outage.monitorId)).toContain('bourses-www')
    const { id } = ongoing.items[0]
    const said = '/announcements/impots-avis-maintenance'
    const shown = ['/', '/services/guichet', '/monitors/remboursements-www', `/outages/${id}`, '/announcements', said, `/embed/${id}`]
    const paths = [...shown, '/method', '/data', '/about', '/board', '/api/v1/docs', '/nothing']
    for (const path of paths) {
      for (const language of languages) {
        const response = await get(`${path}?lang=${language}`, { accept: 'text/html' })
        const page = await response.text()
        expect([path, language, response.status]).toEqual([path, language, path === '/nothing' ? 404 : 200])
        expect(page.slice(page.indexOf('<body'))).toMatch(/<aside class="simulation"[^>]*><p><b[^>]*>SIMULATION<\/b> \S/)
        expect(page).toMatch(/<title>[^<]*SIMULATION/)
        expect(response.headers.get('x-robots-tag')).toBe('noindex, nofollow')
      }
    }
    const files = ['/feed.atom', '/services/impots/feed.atom', '/outages.ics', '/badges/impots-www.svg', `/embed/${id}.svg`]
    for (const path of [...files, '/api/v1/openapi.json', `/api/v1/outages/${id}/citation?format=text`]) {
      const response = await get(path)
      expect([path, response.status]).toEqual([path, 200])
      expect(await response.text(), path).toContain('SIMULATION')
    }

    // It has begun to look by itself, and what it sees is its own server.
    const last = async () => (await json('/api/v1/monitors/guichet-www')).last
    await expect.poll(async () => (await last())?.status, { timeout: 60_000 }).toBe(200)
    expect(await last()).toMatchObject({ outcome: 'up', vantageId: 'simulation' })

    vigie.child.kill('SIGINT')
    expect(await vigie.ended()).toBe(0)
    expect(vigie.stdout()).toBe('')
    expect((await readdir(tmp)).filter((name) => name.startsWith('vigie-demo-'))).toEqual([])
  })

  it('keeps its data where it is told to, and no daemon that measures goes on with them', { timeout: 240_000 }, async () => {
    await using directory = await temporaryDirectory()
    const data = join(directory.path, 'data')
    {
      await using vigie = startVigie(['demo', '--port', '0', '--data', data])
      await vigie.says(/SIMULATION, /)
      vigie.child.kill('SIGTERM')
      expect(await vigie.ended()).toBe(0)
    }
    const checked = await runVigie(['rebuild', '--check', '--data', data])
    expect(`${checked.stdout}${checked.stderr}`).toContain('as stored')
    expect(checked.status).toBe(0)

    const served = await runVigie(['serve', '--port', '0', '--data', data])
    expect(served.status).toBe(1)
    expect(served.stderr).toMatch(/it holds simulated looks; choose another directory with --data/)
    const again = await runVigie(['demo', '--data', data])
    expect(again.status).toBe(2)
    expect(again.stderr).toMatch(/it is not empty; name a new directory/)
  })

  it('says in one line what it does not understand', async () => {
    const bad = await runVigie(['demo', '--port', 'http'])
    expect(bad).toMatchObject({ status: 2, stdout: '' })
    expect(bad.stderr).toBe('vigie demo: --port takes a number from 0 to 65535, not "http" (vigie demo --help)\n')
  })
})

/** What a process has used of its cores (proc_pid_stat(5), in hundredths of a second); 0 on a system that does not say. */
async function cpuMsOf(pid: number): Promise<number> {
  if (process.platform !== 'linux') return 0
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
  return 10 * (Number(fields[11]) + Number(fields[12]))
}
