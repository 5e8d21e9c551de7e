import type { Language } from '../core/site.ts'
import { isolate } from './parts.ts'

/** Fields of a reference in running text, each finished but for what stands between them. */
export interface ReferenceText {
  /** null where the site itself is the author. */
  readonly author: string | null
  readonly title: string
  readonly site: string
  /** "measuring method 1" */
  readonly method: string
  readonly asOf: string
  readonly url: string
  readonly licence: string | null
}

const en = {
  head: 'Cite',
  growing: 'This outage is in progress and its minimum still grows: keep the date of the record with the figure.',
  reference: 'Reference',
  asOf: 'State of the record',
  licence: 'Licence',
  noLicence: 'none is stated: ask the publisher',
  files: 'Other forms',
  copy: 'Copy',
  copied: 'Copied',
  copyBySelf: 'Select the text and copy it',
  qr: 'QR code of the permanent address',
  embed: 'Embed in a page',
  embedNote: 'Frame and picture follow the record: they say so when the outage is dated otherwise or withdrawn.',
  frame: 'As a frame',
  picture: 'As a picture',
  follow: 'Follow',
  feed: 'Changes of outages, as a feed (Atom)',
  serviceFeed: 'The same for this service alone',
  calendar: 'Outages, as a calendar (iCalendar)',
  badge: 'State of the monitor, as a badge (SVG)',
  printed: 'The whole list of looks, the data and how to check them are at the address above.',
  method: (version: number) => `measuring method ${version}`,
  text: ({ author, title, site, method, asOf, url, licence }: ReferenceText) =>
    `${author === null ? '' : `${author}. `}“${title}”. ${site}, ${method}. Record as of ${asOf}. ${url}${licence === null ? '' : `. Licence ${licence}`}.`,
  feedTitle: (site: string) => `Outages: ${site}`,
  feedOf: (name: string, site: string) => `Outages of ${name}: ${site}`,
  calendarNote: (count: number) =>
    `Confirmed outages that met the last 400 days, at most the newest ${count}. Each entry spans what is certain: from the first failed look to the last.`,
  changes: { confirmed: 'Outage confirmed', closed: 'Outage over', moved: 'Outage dated otherwise', withdrawn: 'Outage withdrawn' },
  change: (what: string, name: string) => `${what}: ${name}`,
  moved: (from: string, to: string, reason: string) => `The records now date ${from} otherwise: it is ${to}. Reason: ${reason}.`,
  withdrawn: (id: string, reason: string) => `${id} was given out for an outage that the records no longer support. Reason: ${reason}.`,
  openEvent: (last: string) => `In progress: no end is given, for none was measured. Last failed look: ${last}.`,
  measuredBy: (site: string) => `Measured by ${site}`,
  fullRecord: 'The full record',
}

/** Words of everything that takes an outage elsewhere: reference, feed, calendar, badge, frame, card, paper. */
export type CiteWords = typeof en

const nb = '\u00a0'
const fr: CiteWords = {
  head: 'Citer',
  growing: `Cette panne est en cours et son minimum augmente encore${nb}: gardez la date du relevé avec le chiffre.`,
  reference: 'Référence',
  asOf: 'État du relevé',
  licence: 'Licence',
  noLicence: `non précisée${nb}: demandez à l’éditeur`,
  files: 'Autres formes',
  copy: 'Copier',
  copied: 'Copié',
  copyBySelf: 'Sélectionnez le texte et copiez-le',
  qr: 'Code QR de l’adresse permanente',
  embed: 'Intégrer à une page',
  embedNote: `Le cadre et l’image suivent le relevé${nb}: ils le disent si la panne est datée autrement ou retirée.`,
  frame: 'En cadre',
  picture: 'En image',
  follow: 'Suivre',
  feed: 'Changements des pannes, en flux (Atom)',
  serviceFeed: 'Les mêmes, pour ce seul service',
  calendar: 'Pannes, en calendrier (iCalendar)',
  badge: 'État du moniteur, en badge (SVG)',
  printed: 'La liste entière des regards, les données et la manière de les vérifier sont à l’adresse ci-dessus.',
  method: (version) => `méthode de mesure ${version}`,
  text: ({ author, title, site, method, asOf, url, licence }) =>
    `${author === null ? '' : `${author}. `}«${nb}${title}${nb}». ${site}, ${method}. Relevé dans son état au ${asOf}. ${url}${licence === null ? '' : `. Licence ${licence}`}.`,
  feedTitle: (site) => `Pannes${nb}: ${site}`,
  feedOf: (name, site) => `Pannes de «${nb}${name}${nb}»${nb}: ${site}`,
  calendarNote: (count) =>
    `Pannes confirmées qui touchent les 400 derniers jours, les ${count} plus récentes au plus. Chaque entrée couvre ce qui est certain${nb}: du premier regard en échec au dernier.`,
  changes: { confirmed: 'Panne confirmée', closed: 'Fin de panne', moved: 'Panne datée autrement', withdrawn: 'Panne retirée' },
  change: (what, name) => `${what}${nb}: ${name}`,
  moved: (from, to, reason) => `Les relevés datent désormais ${from} autrement${nb}: c’est ${to}. Motif${nb}: ${reason}.`,
  withdrawn: (id, reason) => `L’adresse ${id} a été donnée pour une panne que les relevés n’étayent plus. Motif${nb}: ${reason}.`,
  openEvent: (last) => `En cours${nb}: aucune fin n’est donnée, car aucune n’a été mesurée. Dernier regard en échec${nb}: ${last}.`,
  measuredBy: (site) => `Mesuré par ${site}`,
  fullRecord: 'Le relevé complet',
}

const ar: CiteWords = {
  head: 'الاستشهاد',
  growing: 'هذا الانقطاع مستمر وحدّه الأدنى ما زال يرتفع: احتفظ بتاريخ السجل مع الرقم.',
  reference: 'المرجع',
  asOf: 'حالة السجل',
  licence: 'الرخصة',
  noLicence: 'غير محددة: اسأل الناشر',
  files: 'صيغ أخرى',
  copy: 'نسخ',
  copied: 'تم النسخ',
  copyBySelf: 'حدّد النص وانسخه',
  qr: 'رمز الاستجابة السريعة للعنوان الدائم',
  embed: 'التضمين في صفحة',
  embedNote: 'يتبع الإطار والصورة السجل: إذا تغيّر تأريخ الانقطاع أو سُحب فإنهما يذكران ذلك.',
  frame: 'إطارا',
  picture: 'صورةً',
  follow: 'المتابعة',
  feed: 'تغيّرات الانقطاعات، تلقيما (Atom)',
  serviceFeed: 'التغيّرات نفسها لهذه الخدمة وحدها',
  calendar: 'الانقطاعات، تقويما (iCalendar)',
  badge: 'حالة نقطة الرصد، شارةً (SVG)',
  printed: 'توجد القائمة الكاملة للمعاينات والبيانات وطريقة التحقق منها في العنوان أعلاه.',
  method: (version) => `طريقة القياس ${version}`,
  text: ({ author, title, site, method, asOf, url, licence }) =>
    `${author === null ? '' : `${isolate(author)}. `}«${isolate(title)}». ${isolate(site)}، ${method}. حالة السجل في ${asOf}. ${isolate(url)}${licence === null ? '' : `. الرخصة ${isolate(licence)}`}.`,
  feedTitle: (site) => `الانقطاعات: ${isolate(site)}`,
  feedOf: (name, site) => `انقطاعات «${isolate(name)}»: ${isolate(site)}`,
  calendarNote: (count) =>
    `الانقطاعات المؤكدة التي تمس آخر 400 يوم، الأحدث منها في حدود ${count}. يغطي كل حدث في التقويم ما هو أكيد: من أول معاينة فاشلة إلى آخرها.`,
  changes: { confirmed: 'تأكد انقطاع', closed: 'انتهى انقطاع', moved: 'تغيّر تأريخ انقطاع', withdrawn: 'سُحب انقطاع' },
  change: (what, name) => `${what}: ${isolate(name)}`,
  moved: (from, to, reason) => `صارت السجلات تؤرخ ${isolate(from)} تأريخا آخر: إنه ${isolate(to)}. السبب: ${isolate(reason)}.`,
  withdrawn: (id, reason) => `أُعطي ${isolate(id)} لانقطاع لم تعد السجلات تسنده. السبب: ${isolate(reason)}.`,
  openEvent: (last) => `مستمر: لا نهاية مذكورة لأن أي نهاية لم تُقَس. آخر معاينة فاشلة: ${last}.`,
  measuredBy: (site) => `قياس: ${isolate(site)}`,
  fullRecord: 'السجل الكامل',
}

export const citeWords: Readonly<Record<Language, CiteWords>> = { en, fr, ar }
