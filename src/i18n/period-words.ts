import type { FigureReason } from '../core/figure.ts'
import type { Language } from '../core/site.ts'
import { outage as arOutage, counted, failed as arFailed } from './ar-nouns.ts'
import { counts } from './counts.ts'
import { type Parts, parts, strong } from './parts.ts'
import { pluralOf } from './plural.ts'

/** Words of figures over a period: their sentence, their page, and what a monitor's or service's page says before it offers one. */
export interface PeriodWords {
  readonly title: (service: Parts, span: Parts) => Parts
  readonly span: (from: Parts, to: Parts, zone: Parts) => Parts
  /** Behind "Measurements indicate that". */
  readonly available: (service: Parts, span: Parts, share: string) => Parts
  readonly nothing: (service: Parts, span: Parts) => Parts
  readonly coverage: (text: string) => string
  readonly wholePeriod: (text: string) => string
  readonly sectionHead: string
  readonly cite: string
  readonly citeNote: string
  readonly listHead: string
  readonly period: string
  readonly length: string
  readonly asked: (to: string) => string
  readonly outages: (confirmed: number, unconfirmed: number) => string
  readonly outagesHead: string
  readonly announcedHead: string
  readonly announcedNote: string
  readonly noServiceFigure: string
  readonly newer: string
  readonly newest: string
  readonly reasons: Readonly<Record<FigureReason, string>>
  readonly noBundle: string
  readonly looks: string
}

const form = pluralOf('en')
const outages = (count: number) => `${counts.en(count)} ${form(count, { one: 'outage', other: 'outages' })}`
const en: PeriodWords = {
  title: (service, span) => parts`Availability of ${service} ${span}`,
  span: (from, to, zone) => parts`from ${from} to ${to}${zone}`,
  available: (service, span, share) => parts`${service} was available for ${strong(share)} of the time that was observed ${span}`,
  nothing: (service, span) => parts`${service} was available ${span}, nor that it was not: nobody looked`,
  coverage: (text) => `${text} of the period was observed`,
  wholePeriod: (text) => `of the whole period, ${text}`,
  sectionHead: 'Availability over this period',
  cite: 'Cite this figure',
  citeNote: 'Makes a figure with an address of its own that never changes, as of the newest checkpoint of the log.',
  listHead: 'Figures over periods that were given out',
  period: 'Period',
  length: 'Time',
  asked: (to) => `The period that was asked about goes on until ${to}. The records of this figure end before that.`,
  outages: (confirmed, unconfirmed) =>
    `${outages(confirmed)}${unconfirmed === 0 ? '' : `, ${counts.en(unconfirmed)} unconfirmed ${form(unconfirmed, { one: 'failure', other: 'failures' })}`}`,
  outagesHead: 'Outages that meet it, whole or in part',
  announcedHead: 'Inside and outside announced times',
  announcedNote: 'Announcements are claims. They are kept beside the measurement and change nothing of it.',
  noServiceFigure: 'Each monitor has a figure of its own; there is none of the service as a whole, since it would hide weights.',
  newer: 'There is a newer figure of the same period:',
  newest: 'It is the newest figure of this period.',
  reasons: { ended: 'the period was over', 'went on': 'the period went on', corrected: 'later records changed what was known of it' },
  noBundle:
    'No evidence bundle is offered of a figure over a period: it would hold every look of it. The looks and the signed log that they are in can be had here.',
  looks: 'All looks of the period, CSV',
}

const nb = '\u00a0'
const thin = '\u202f'
const frForm = pluralOf('fr')
const fr: PeriodWords = {
  title: (service, span) => parts`Disponibilité de ${service} ${span}`,
  span: (from, to, zone) => parts`du ${from} au ${to}${zone}`,
  available: (service, span, share) => parts`${service} a été disponible pendant ${strong(share)} du temps observé ${span}`,
  nothing: (service, span) => parts`${service} a été disponible ${span}, ni qu’il ne l’a pas été${nb}: personne n’a regardé`,
  coverage: (text) => `${text} de la période ont été observés`,
  wholePeriod: (text) => `sur la période entière, ${text}`,
  sectionHead: 'Disponibilité sur cette période',
  cite: 'Citer ce chiffre',
  citeNote: 'Établit un chiffre qui a sa propre adresse et ne change jamais, au dernier point de contrôle du journal.',
  listHead: 'Chiffres déjà établis sur des périodes',
  period: 'Période',
  length: 'Temps',
  asked: (to) => `La période demandée court jusqu’au ${to}. Les enregistrements de ce chiffre s’arrêtent avant.`,
  outages: (confirmed, unconfirmed) =>
    `${counts.fr(confirmed)}${nb}${frForm(confirmed, { one: 'panne', other: 'pannes' })}${unconfirmed === 0 ? '' : `, ${counts.fr(unconfirmed)}${nb}${frForm(unconfirmed, { one: 'échec non confirmé', other: 'échecs non confirmés' })}`}`,
  outagesHead: 'Pannes qui la touchent, en tout ou en partie',
  announcedHead: 'Pendant et hors des temps annoncés',
  announcedNote: 'Les annonces sont des déclarations. Elles figurent à côté de la mesure et n’y changent rien.',
  noServiceFigure: `Chaque moniteur a son chiffre${thin}; il n’y en a pas pour le service entier, car il cacherait une pondération.`,
  newer: `Il existe un chiffre plus récent sur la même période${nb}:`,
  newest: 'C’est le chiffre le plus récent sur cette période.',
  reasons: {
    ended: 'la période avait pris fin',
    'went on': 'la période se poursuivait',
    corrected: 'des enregistrements ultérieurs ont changé ce que l’on en savait',
  },
  noBundle: `Aucun dossier de preuves n’est proposé pour un chiffre sur une période${nb}: il contiendrait tous les regards. Les regards et le journal signé où ils figurent s’obtiennent ici.`,
  looks: 'Tous les regards de la période, CSV',
}

/** After «خلال» a range begins with «ما». */
const arShare = (share: string) => (share.startsWith('بين') ? `ما ${share}` : share)
const ar: PeriodWords = {
  title: (service, span) => parts`نسبة توفر ${service} ${span}`,
  span: (from, to, zone) => parts`من ${from} إلى ${to}${zone}`,
  available: (service, span, share) => parts`${service} كانت متاحة خلال ${strong(arShare(share))} من الوقت الذي جرت معاينته ${span}`,
  nothing: (service, span) => parts`${service} كانت متاحة ${span}، ولا أنها لم تكن كذلك: لم يعاين أحد`,
  coverage: (text) => `جرت معاينة ${text} من الفترة`,
  wholePeriod: (text) => `وبالنسبة إلى الفترة كلها: ${text}`,
  sectionHead: 'نسبة التوفر في هذه الفترة',
  cite: 'استشهد بهذا الرقم',
  citeNote: 'يُنجز رقمًا له عنوانه الخاص ولا يتغير أبدًا، عند أحدث نقطة مراقبة للسجل.',
  listHead: 'أرقام أُنجزت عن فترات',
  period: 'الفترة',
  length: 'الوقت',
  asked: (to) => `تمتد الفترة المطلوبة إلى ${to}. وتنتهي تسجيلات هذا الرقم قبل ذلك.`,
  outages: (confirmed, unconfirmed) =>
    `${confirmed === 0 ? 'لا انقطاع' : counted(confirmed, arOutage)}${unconfirmed === 0 ? '' : `، ${counted(unconfirmed, arFailed)} غير مؤكدة`}`,
  outagesHead: 'الانقطاعات التي تقع فيها كليا أو جزئيا',
  announcedHead: 'داخل الأوقات المعلنة وخارجها',
  announcedNote: 'الإعلانات تصريحات، تُحفظ إلى جانب القياس ولا تغيّر منه شيئًا.',
  noServiceFigure: 'لكل نقطة رصد رقمها؛ ولا رقم للخدمة كلها، لأنه يخفي ترجيحًا.',
  newer: 'هناك رقم أحدث عن الفترة نفسها:',
  newest: 'هو أحدث رقم عن هذه الفترة.',
  reasons: { ended: 'انتهت الفترة', 'went on': 'استمرت الفترة', corrected: 'غيّرت تسجيلات لاحقة ما كان معروفًا عنها' },
  noBundle: 'لا يُقدَّم ملف أدلة لرقم عن فترة، إذ سيضم جميع المعاينات. والمعاينات والسجل الموقّع الذي يضمها متاحة هنا.',
  looks: 'جميع معاينات الفترة، CSV',
}

export const periodWords: Readonly<Record<Language, PeriodWords>> = { en, fr, ar }
