import { describe, expect, it } from 'vitest'
import {
  announcementBody,
  announcementHistories,
  announcementOf,
  decideRecording,
  parseAnnouncement,
  speaksOf,
} from '../../src/core/announcement.ts'
import { announcement, moment, recordedAnnouncement, wholeAnnouncement as whole } from '../support/announcements.ts'

describe('the record of an announcement', () => {
  it.each([
    ['with everything', whole],
    ['with the least', announcement()],
  ])('reads back as it was written, %s', (_, given) => {
    const read = announcementOf({ seq: 7, at: 1_748_500_000_000, body: announcementBody(given, 3) })
    expect(read).toEqual({
      ...given,
      // Without a date of its own an announcement needs no zone.
      timeZone: given === whole ? given.timeZone : 'UTC',
      capturedAt: given.capturedAt ?? 1_748_500_000_000,
      seq: 7,
      recordedAt: 1_748_500_000_000,
      corrects: 3,
    })
  })

  const body = announcementBody(whole, 3)
  it.each([
    ['id', 7],
    ['service', undefined],
    ['zone', 1],
    ['said', 'yesterday'],
    ['from', '2025-02-30'],
    ['until', 1.5],
    ['over', 'yes'],
    ['captured', '2025'],
    ['asReported', 1],
    ['monitors', 'cnops-www'],
    ['source', { title: 'x' }],
    ['source', { url: 'x', title: 1 }],
    ['quotation', { text: 'x' }],
    ['quotation', 'x'],
    ['reason', { fr: 1 }],
    ['alternatives', []],
    ['note', null],
    ['via', 'rumour'],
  ])('is not one when %s is %j', (key, value) => {
    expect(parseAnnouncement(body)).not.toBeNull()
    expect(parseAnnouncement({ ...body, [key]: value })).toBeNull()
  })

  it('is not one when it corrects no place of the log', () => {
    expect(announcementOf({ seq: 1, at: 0, body: { ...body, corrects: 'x' } })).toBeNull()
  })
})

describe('what becomes of a draft', () => {
  const first = recordedAnnouncement({ seq: 4 })
  const second = recordedAnnouncement({ seq: 9, corrects: 4, note: { en: 'more' } })

  it.each([
    ['is new', [], announcement(), { kind: 'record', corrects: null }],
    ['is known', [first], announcement(), { kind: 'recorded already', seq: 4 }],
    ['is the one before the newest', [first, second], announcement(), { kind: 'record', corrects: 9 }],
    ['is the newest', [first, second], announcement({ note: { en: 'more' } }), { kind: 'recorded already', seq: 9 }],
    ['says more', [first], announcement({ until: moment('2025-05-30') }), { kind: 'record', corrects: 4 }],
    ['was found at another time', [first], announcement({ capturedAt: first.capturedAt - 1 }), { kind: 'record', corrects: 4 }],
    ['was found at the same time', [first], announcement({ capturedAt: first.capturedAt }), { kind: 'recorded already', seq: 4 }],
    ['has another id', [first], announcement({ id: 'other' }), { kind: 'record', corrects: null }],
  ])('that %s', (_, known, draft, decision) => {
    expect(decideRecording(known, draft)).toEqual(decision)
  })

  it('keeps every version under one id, newest first, by when it was said', () => {
    const earlier = recordedAnnouncement({ id: 'a', seq: 12, said: moment('2025-05-01') })
    expect(announcementHistories([first, second, earlier])).toEqual([
      { current: earlier, earlier: [] },
      { current: second, earlier: [first] },
    ])
  })
})

it('speaks of a whole service, or of the monitors that it names, under any id they had', () => {
  const monitor = { id: 'cnops-www', formerly: ['cnops-old'], serviceId: 'cnops' }
  expect(speaksOf({ serviceId: 'cnops', monitorIds: [] }, monitor)).toBe(true)
  expect(speaksOf({ serviceId: 'cnss', monitorIds: [] }, monitor)).toBe(false)
  expect(speaksOf({ serviceId: 'cnops', monitorIds: ['cnops-old'] }, monitor)).toBe(true)
  expect(speaksOf({ serviceId: 'cnops', monitorIds: ['cnops-two'] }, monitor)).toBe(false)
})
