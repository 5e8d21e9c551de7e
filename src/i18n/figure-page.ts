import type { FigureReason } from '../core/figure.ts'
import type { Language } from '../core/site.ts'
import { counts } from './counts.ts'

/** Words of the page of a figure and of the figures of an outage. */
export interface FigureWords {
  readonly title: (id: string) => string
  readonly crumb: string
  readonly fixed: (asOf: string) => string
  readonly newer: string
  readonly older: string
  readonly newest: string
  readonly reasons: Readonly<Record<FigureReason, string>>
  readonly resultHead: string
  readonly originHead: string
  readonly asOf: string
  readonly outage: string
  readonly records: string
  readonly recordsOf: (size: number, origin: string) => string
  readonly root: string
  readonly method: string
  readonly methodOf: (version: number) => string
  readonly software: string
  readonly timeZones: string
  readonly licence: string
  readonly asJson: string
  readonly bundle: string
  readonly checkpoint: string
  readonly sourcesHead: string
  readonly listHead: string
  readonly listIntro: string
  readonly none: string
  readonly cite: string
  readonly at: string
  readonly length: string
}

export const figureWords: Readonly<Record<Language, FigureWords>> = {
  en: {
    title: (id) => `Figure ${id}`,
    crumb: 'Figure',
    fixed: (asOf) => `This is what the records said as of ${asOf}. The page never changes.`,
    newer: 'There is a newer figure of the same outage:',
    older: 'It replaces',
    newest: 'It is the newest figure of this outage.',
    reasons: {
      ended: 'the outage was over',
      'went on': 'the outage went on',
      corrected: 'later records changed what was known of it',
    },
    resultHead: 'Result',
    originHead: 'What it is made of',
    asOf: 'As of',
    outage: 'Outage',
    records: 'Records',
    recordsOf: (size, origin) => `the first ${counts.en(size)} of the log ${origin}`,
    root: 'Root of their tree',
    method: 'Method',
    methodOf: (version) => `version ${version}`,
    software: 'Software',
    timeZones: 'Time zone database',
    licence: 'Licence',
    asJson: 'As JSON',
    bundle: 'Evidence bundle: the records, the proof, and a script that checks them',
    checkpoint: 'Checkpoint of the log',
    sourcesHead: 'Where its records are',
    listHead: 'Figures to cite',
    listIntro: 'Each has an address of its own and never changes, whatever becomes of the outage.',
    none: 'None was made yet.',
    cite: 'Cite this figure',
    at: 'As of',
    length: 'Duration',
  },
  fr: {
    title: (id) => `Chiffre ${id}`,
    crumb: 'Chiffre',
    fixed: (asOf) => `C’est ce que disaient les enregistrements à la date du ${asOf}. Cette page ne change jamais.`,
    newer: 'Il existe un chiffre plus récent de la même indisponibilité :',
    older: 'Il remplace',
    newest: 'C’est le chiffre le plus récent de cette indisponibilité.',
    reasons: {
      ended: 'l’indisponibilité avait pris fin',
      'went on': 'l’indisponibilité se poursuivait',
      corrected: 'des enregistrements ultérieurs ont changé ce que l’on en savait',
    },
    resultHead: 'Résultat',
    originHead: 'Ce dont il est tiré',
    asOf: 'À la date du',
    outage: 'Indisponibilité',
    records: 'Enregistrements',
    recordsOf: (size, origin) => `les ${counts.fr(size)} premiers du journal ${origin}`,
    root: 'Racine de leur arbre',
    method: 'Méthode',
    methodOf: (version) => `version ${version}`,
    software: 'Logiciel',
    timeZones: 'Base des fuseaux horaires',
    licence: 'Licence',
    asJson: 'En JSON',
    bundle: 'Dossier de preuves : les enregistrements, la preuve et un script qui les vérifie',
    checkpoint: 'Point de contrôle du journal',
    sourcesHead: 'Où sont ses enregistrements',
    listHead: 'Chiffres à citer',
    listIntro: 'Chacun a sa propre adresse et ne change jamais, quoi qu’il advienne de l’indisponibilité.',
    none: 'Aucun n’a encore été établi.',
    cite: 'Citer ce chiffre',
    at: 'À la date du',
    length: 'Durée',
  },
  ar: {
    title: (id) => `الرقم ${id}`,
    crumb: 'رقم',
    fixed: (asOf) => `هذا ما كانت تقوله التسجيلات بتاريخ ${asOf}. لا تتغير هذه الصفحة أبدًا.`,
    newer: 'هناك رقم أحدث للانقطاع نفسه:',
    older: 'يحل محل',
    newest: 'هو أحدث رقم لهذا الانقطاع.',
    reasons: {
      ended: 'انتهى الانقطاع',
      'went on': 'استمر الانقطاع',
      corrected: 'غيّرت تسجيلات لاحقة ما كان معروفًا عنه',
    },
    resultHead: 'النتيجة',
    originHead: 'مصدره',
    asOf: 'بتاريخ',
    outage: 'الانقطاع',
    records: 'التسجيلات',
    recordsOf: (size, origin) => `أول ${counts.ar(size)} من السجل ${origin}`,
    root: 'جذر شجرتها',
    method: 'الطريقة',
    methodOf: (version) => `الإصدار ${version}`,
    software: 'البرمجيات',
    timeZones: 'قاعدة المناطق الزمنية',
    licence: 'الرخصة',
    asJson: 'بصيغة JSON',
    bundle: 'ملف الأدلة: التسجيلات والبرهان وبرنامج يتحقق منها',
    checkpoint: 'نقطة مراقبة السجل',
    sourcesHead: 'أين توجد تسجيلاته',
    listHead: 'أرقام للاستشهاد',
    listIntro: 'لكل منها عنوانه الخاص ولا يتغير أبدًا، مهما كان مآل الانقطاع.',
    none: 'لم يُنجز أي رقم بعد.',
    cite: 'استشهد بهذا الرقم',
    at: 'بتاريخ',
    length: 'المدة',
  },
}
