import { describe, expect, it } from 'vitest'
import { switchablePage } from '../support/switchable.ts'
import { startVigie } from '../support/vigie.ts'
import { address, place } from './place.ts'

describe('a figure over a period of a running daemon', () => {
  it('is made in a thread of its own when somebody asks, and stays', async () => {
    await using page = await switchablePage()
    await using at = await place(page.url, '', 'every: 500ms, timeout: 500ms, confirm: { down: 2, up: 1, recheck: 500ms }')
    await using vigie = startVigie(at.argv)
    const url = await address(vigie)
    const json = async (path: string): Promise<any> => (await fetch(`${url}${path}`)).json()
    await expect.poll(() => page.asked(), { timeout: 30_000 }).toBeGreaterThan(2)
    const from = new Date().toISOString()
    // At each change of an outage a checkpoint is kept.
    page.answer(503)
    await expect.poll(async () => (await json('/api/v1/outages?ongoing=true')).items.length, { timeout: 60_000 }).toBe(1)
    const to = new Date().toISOString()
    page.answer(200)
    await expect.poll(async () => (await json('/api/v1/outages?ongoing=false')).items.length, { timeout: 60_000 }).toBe(1)
    const body = JSON.stringify({ monitorId: 'www', from, to })
    const cite = () => fetch(`${url}/api/v1/figures`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    const figure = async (): Promise<any> => {
      const answer = await cite()
      return answer.status === 201 ? answer.json() : null
    }
    await expect.poll(async () => (await figure())?.result.to, { timeout: 60_000, interval: 500 }).toBe(to)
    const made = await figure()
    expect(made.result.monitors[0]).toMatchObject({ monitorId: 'www', outages: 1, periodMs: Date.parse(to) - Date.parse(from) })
    expect(await json(`/api/v1/figures/${made.id}`)).toEqual(made)
    expect((await json('/api/v1/monitors/www/figures')).items[0]).toEqual(made)
    expect((await fetch(`${url}/figures/${made.id}`)).status).toBe(200)
  }, 300_000)
})
