import { counted, day, monitor as arMonitor, oblique, service as arService } from './ar-nouns.ts'
import { isolate, type Parts, parts } from './parts.ts'
import { pluralOf } from './plural.ts'

const nb = '\u00a0'
const thin = '\u202f'
const english = pluralOf('en')
const french = pluralOf('fr')

/** Words of what updates by itself: the first page's filter, the wallboard, the connection, damaged records. */
const en = {
  nav: { method: 'Method', data: 'Data', about: 'About', board: 'Wallboard' },
  find: {
    head: 'Find a service',
    label: 'Filter',
    hint: 'name, organisation, address or state',
    sort: 'Order',
    sorts: { given: 'as configured', name: 'by name', state: 'by state, worst first', availability: 'by availability, lowest first' },
    group: 'Groups',
    groups: { organisation: 'by organisation', none: 'none' },
    show: 'Show',
    all: 'Show all services',
    shown: (shown: number, total: number) => `${shown} of ${total} services shown`,
    nothing: (text: string) => `No service matches “${text}”.`,
  },
  keys: {
    text: 'Keys: / filters, j and k go from service to service, Escape clears the filter.',
    off: 'Turn these keys off',
    on: 'Turn these keys on',
  },
  lost: 'This page has lost its connection: what it shows is as old as it says.',
  damage: {
    title: 'Some records are damaged',
    text: (count: number) =>
      `Looks of ${count} ${english(count, { one: 'monitor', other: 'monitors' })} were recorded and can no longer be read: their bytes are not what was written. Figures of these periods may change when a backup is restored; nothing is guessed in their place.`,
    monitor: 'Looks of this monitor in these periods were recorded and can no longer be read. Nothing is guessed in their place.',
    period: (from: Parts, to: Parts) => parts`${from} to ${to}`,
    more: (count: number) => `and ${count} more`,
  },
  board: {
    title: 'Wallboard',
    observer: 'Observer',
    lastLook: 'Last look',
    strips: (days: number, date: string) => `${days} days to ${date}; hatched: nobody looked`,
    moreOut: (count: number) => `and ${count} more ${english(count, { one: 'outage', other: 'outages' })} in progress`,
    moreSaid: (count: number) => `and ${count} more ${english(count, { one: 'announcement', other: 'announcements' })} in force`,
    moreUp: (count: number) => `and ${count} more, up`,
    moreOther: (count: number) => `and ${count} more`,
    notUs: 'no: controls were fine after each failed look',
    perhapsUs: 'cannot be excluded: no control',
    sinceBefore: 'already down when monitoring began',
  },
}
export type LiveWords = typeof en

const fr: LiveWords = {
  nav: { method: 'Méthode', data: 'Données', about: 'À propos', board: 'Écran mural' },
  find: {
    head: 'Trouver un service',
    label: 'Filtrer',
    hint: 'nom, organisme, adresse ou état',
    sort: 'Ordre',
    sorts: {
      given: 'de la configuration',
      name: 'par nom',
      state: 'par état, le pire d’abord',
      availability: 'par disponibilité, la plus basse d’abord',
    },
    group: 'Groupes',
    groups: { organisation: 'par organisme', none: 'aucun' },
    show: 'Afficher',
    all: 'Afficher tous les services',
    shown: (shown, total) => `${shown}${nb}${french(shown, { one: 'service affiché', other: 'services affichés' })} sur ${total}`,
    nothing: (text) => `Aucun service ne correspond à «${nb}${text}${nb}».`,
  },
  keys: {
    text: `Clavier${nb}: / pour filtrer, j et k pour aller d’un service à l’autre, Échap pour effacer le filtre.`,
    off: 'Désactiver ces touches',
    on: 'Activer ces touches',
  },
  lost: `Cette page a perdu sa connexion${nb}: ce qu’elle montre date de l’heure indiquée.`,
  damage: {
    title: 'Des enregistrements sont endommagés',
    text: (count) =>
      `Des regards de ${count}${nb}${french(count, { one: 'moniteur', other: 'moniteurs' })} ont été enregistrés et ne sont plus lisibles${nb}: leurs octets ne sont plus ceux qui ont été écrits. Les chiffres de ces périodes peuvent changer quand une sauvegarde sera restaurée${thin}; rien n’est deviné à leur place.`,
    monitor: 'Des regards de ce moniteur ont été enregistrés dans ces périodes et ne sont plus lisibles. Rien n’est deviné à leur place.',
    period: (from, to) => parts`du ${from} au ${to}`,
    more: (count) => `et ${count}${nb}${french(count, { one: 'autre', other: 'autres' })}`,
  },
  board: {
    title: 'Écran mural',
    observer: 'Observateur',
    lastLook: 'Dernier regard',
    strips: (days, date) => `${days}${nb}jours jusqu’au ${date}${thin}; hachuré${nb}: personne n’a regardé`,
    moreOut: (count) => `et ${count}${nb}${french(count, { one: 'autre panne', other: 'autres pannes' })} en cours`,
    moreSaid: (count) => `et ${count}${nb}${french(count, { one: 'autre annonce', other: 'autres annonces' })} en vigueur`,
    moreUp: (count) => `et ${count}${nb}${french(count, { one: 'autre', other: 'autres' })}, en service`,
    moreOther: (count) => `et ${count}${nb}${french(count, { one: 'autre', other: 'autres' })}`,
    notUs: `non${nb}: témoins bons après chaque échec`,
    perhapsUs: 'on ne peut l’exclure, faute de témoin',
    sinceBefore: 'déjà en panne au début de la surveillance',
  },
}

const ar: LiveWords = {
  nav: { method: 'المنهج', data: 'المعطيات', about: 'حول الموقع', board: 'لوحة العرض' },
  find: {
    head: 'البحث عن خدمة',
    label: 'تصفية',
    hint: 'الاسم أو الهيئة أو العنوان أو الحالة',
    sort: 'الترتيب',
    sorts: { given: 'كما في الضبط', name: 'حسب الاسم', state: 'حسب الحالة، الأسوأ أولا', availability: 'حسب نسبة التوفر، الأدنى أولا' },
    group: 'المجموعات',
    groups: { organisation: 'حسب الهيئة', none: 'دون مجموعات' },
    show: 'عرض',
    all: 'عرض كل الخدمات',
    shown: (shown, total) => (shown === 0 ? `لا خدمة معروضة من أصل ${total}` : `المعروض: ${counted(shown, arService)} من أصل ${total}`),
    nothing: (text) => `لا خدمة توافق «${isolate(text)}».`,
  },
  keys: {
    text: `لوحة المفاتيح: ${isolate('/')} للتصفية، و${isolate('j')} و${isolate('k')} للتنقل بين الخدمات، و${isolate('Escape')} لمسح التصفية.`,
    off: 'تعطيل هذه المفاتيح',
    on: 'تفعيل هذه المفاتيح',
  },
  lost: 'فقدت هذه الصفحة اتصالها: ما تعرضه يعود إلى الوقت المذكور فيها.',
  damage: {
    title: 'بعض التسجيلات تالفة',
    text: (count) =>
      `سُجِّلت معاينات تخص ${oblique(count, arMonitor)} ولم تعد قابلة للقراءة: لم تعد بايتاتها كما كُتبت. وقد تتغير أرقام هذه الفترات إذا استُرجعت نسخة احتياطية؛ ولا يُخمَّن شيء مكانها.`,
    monitor: 'سُجِّلت معاينات لنقطة الرصد هذه في هذه الفترات ولم تعد قابلة للقراءة. ولا يُخمَّن شيء مكانها.',
    period: (from, to) => parts`بين ${from} و${to}`,
    more: (count) => `والباقي ${count}`,
  },
  board: {
    title: 'لوحة العرض',
    observer: 'الراصد',
    lastLook: 'آخر معاينة',
    strips: (days, date) => `${counted(days, day)} إلى غاية ${date}؛ المظلَّل: لم يعاين أحد`,
    moreOut: (count) => `وعدد الانقطاعات الجارية الأخرى: ${count}`,
    moreSaid: (count) => `وعدد الإعلانات السارية الأخرى: ${count}`,
    moreUp: (count) => `وعدد الخدمات الأخرى، وهي في الخدمة: ${count}`,
    moreOther: (count) => `وعدد الخدمات الأخرى: ${count}`,
    notUs: 'لا: سلمت نقاط المراقبة بعد كل معاينة فاشلة',
    perhapsUs: 'لا يمكن استبعاد ذلك: لا نقطة مراقبة',
    sinceBefore: 'كانت متوقفة حين بدأ الرصد',
  },
}

export const liveWords = { en, fr, ar } as const
