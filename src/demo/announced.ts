import type { Announcement } from '../core/announcement.ts'
import { instantMoment } from '../core/moment.ts'
import type { Text } from '../core/monitor.ts'
import { dayMs, type Happening } from './happening.ts'
import { timeZone } from './portal.ts'
import type { Story } from './story.ts'

const hourMs = 3_600_000

/**
 * What the operators of the story said, ascending by when they said it: a maintenance with an end that was not kept; and of the suspension,
 * two days late, that it goes on without an end, then that it was over when it was not. Of what goes on now nobody has said anything.
 */
export function announcedIn({ told }: Story): readonly Announcement[] {
  return [...(told['impots'] ?? []).flatMap(ofMaintenance), ...(told['remboursements'] ?? []).flatMap(ofSuspension)].toSorted(
    (a, b) => a.said.earliest - b.said.earliest,
  )
}

function ofMaintenance(happening: Happening): readonly Announcement[] {
  if (happening.kind !== 'maintenance') return []
  const said = happening.from - 7 * hourMs
  return [
    announcement('impots', 'avis-maintenance', said, {
      from: instantMoment(happening.from),
      until: instantMoment(happening.announcedTo),
      quotation: fr('Nos services en ligne seront interrompus cette nuit pendant quatre heures pour une opération de maintenance.'),
      reason: maintenance,
    }),
  ]
}

function ofSuspension({ kind, from, to }: Happening): readonly Announcement[] {
  if (kind !== 'suspended' || to === null) return []
  const said = from + 2 * dayMs + hourMs
  const over = to - 32 * hourMs
  return [
    announcement('remboursements', 'avis-suspension', said, {
      from: instantMoment(from),
      quotation: fr('Nos services en ligne sont suspendus pour des travaux de maintenance technique. Nos guichets restent ouverts.'),
      reason: maintenance,
      alternatives: {
        fr: 'Guichets de la caisse, courrier postal.',
        ar: 'شبابيك الصندوق، والبريد.',
        en: 'The fund’s counters, and post.',
      },
    }),
    announcement('remboursements', 'avis-reprise', over, {
      over: true,
      quotation: fr('Nos services en ligne sont de nouveau accessibles. Nous remercions nos usagers de leur patience.'),
    }),
  ]
}

const maintenance: Text = { fr: 'maintenance technique', ar: 'صيانة تقنية', en: 'technical maintenance' }

function fr(text: string): Announcement['quotation'] {
  return { text, language: 'fr' }
}

function announcement(
  serviceId: string,
  page: string,
  said: number,
  says: Partial<Announcement> & Pick<Announcement, 'quotation'>,
): Announcement {
  return {
    id: `${serviceId}-${page}`,
    serviceId,
    monitorIds: [],
    timeZone,
    said: instantMoment(said),
    asReported: null,
    from: null,
    until: null,
    over: false,
    capturedAt: said + hourMs,
    source: { url: `https://${serviceId}.example/${page}`, title: 'SIMULATION' },
    reason: null,
    alternatives: null,
    note: {
      fr: 'Simulation : personne n’a publié cette annonce.',
      ar: 'محاكاة: لم ينشر أحد هذا الإعلان.',
      en: 'Simulation: nobody published this announcement.',
    },
    via: 'file',
    ...says,
  }
}
