import type { Language } from '../core/site.ts'
import { counts } from './counts.ts'

/** Words of what a page says about captures. */
export interface CaptureWords {
  readonly head: string
  readonly intro: string
  readonly at: string
  readonly status: string
  readonly headers: string
  readonly header: string
  readonly value: string
  readonly text: string
  readonly noText: string
  readonly erased: string
  readonly cut: (shown: number, total: number) => string
  readonly rule: string
  readonly certificate: string
  readonly subject: string
  readonly issuer: string
  readonly valid: string
  readonly lookups: string
  readonly noAnswer: string
  readonly difference: string
  readonly sameText: string
  /** Heads of the two columns. */
  readonly before: string
  readonly now: string
  readonly gone: string
  readonly fresh: string
  readonly unchanged: (lines: number) => string
  readonly file: string
  readonly healthyFile: string
  readonly all: string
}

export const captureWords: Readonly<Record<Language, CaptureWords>> = {
  en: {
    head: 'What it looked like',
    intro: 'What was received at the first failed look that was kept. It is a stranger’s text, shown as text.',
    at: 'Received at',
    status: 'Status line',
    headers: 'Headers, in the order they came',
    header: 'Header',
    value: 'Value',
    text: 'Visible text',
    noText: 'No text was received.',
    erased: 'The body was erased; its length and hash remain in the log.',
    cut: (shown, total) => `The first ${counts.en(shown)} of ${counts.en(total)} lines are shown; the file holds all of them.`,
    rule: 'Marked: what decided',
    certificate: 'Certificate',
    subject: 'Subject',
    issuer: 'Issuer',
    valid: 'Valid from and until',
    lookups: 'DNS answers',
    noAnswer: 'no answer',
    difference: 'Difference from the last working page that was kept',
    sameText: 'The visible text is the same.',
    before: 'Working page',
    now: 'This page',
    gone: 'No longer there',
    fresh: 'New',
    unchanged: (lines) => `Unchanged lines: ${lines}`,
    file: 'This capture (WARC)',
    healthyFile: 'The working page before it (WARC)',
    all: 'All captures of this outage (JSON)',
  },
  fr: {
    head: 'À quoi cela ressemblait',
    intro: 'Ce qui a été reçu lors du premier échec conservé. C’est le texte d’un tiers, montré comme texte.',
    at: 'Reçu à',
    status: 'Ligne d’état',
    headers: 'En-têtes, dans leur ordre d’arrivée',
    header: 'En-tête',
    value: 'Valeur',
    text: 'Texte visible',
    noText: 'Aucun texte n’a été reçu.',
    erased: 'Le corps a été effacé ; sa longueur et son empreinte restent dans le journal.',
    cut: (shown, total) =>
      `Les ${counts.fr(shown)} premières lignes sur ${counts.fr(total)} sont montrées ; le fichier les contient toutes.`,
    rule: 'Surligné : ce qui a décidé',
    certificate: 'Certificat',
    subject: 'Sujet',
    issuer: 'Émetteur',
    valid: 'Valable du et jusqu’au',
    lookups: 'Réponses DNS',
    noAnswer: 'pas de réponse',
    difference: 'Différence avec la dernière page en état de marche conservée',
    sameText: 'Le texte visible est le même.',
    before: 'Page en service',
    now: 'Cette page',
    gone: 'Disparu',
    fresh: 'Nouveau',
    unchanged: (lines) => `Lignes inchangées : ${lines}`,
    file: 'Cette capture (WARC)',
    healthyFile: 'La page en état de marche qui précède (WARC)',
    all: 'Toutes les captures de cette panne (JSON)',
  },
  ar: {
    head: 'كيف بدت الصفحة',
    intro: 'ما وصل عند أول إخفاق محفوظ. هذا نص طرف آخر، معروض كنص.',
    at: 'وصل في',
    status: 'سطر الحالة',
    headers: 'الترويسات بترتيب وصولها',
    header: 'الترويسة',
    value: 'القيمة',
    text: 'النص الظاهر',
    noText: 'لم يصل أي نص.',
    erased: 'مُحي المحتوى؛ ويبقى طوله وبصمته في السجل.',
    cut: (shown, total) => `عدد الأسطر المعروضة ${counts.ar(shown)} من أصل ${counts.ar(total)}؛ والملف يحتوي عليها كلها.`,
    rule: 'المسطَّر: ما حسم الحكم',
    certificate: 'الشهادة',
    subject: 'صاحب الشهادة',
    issuer: 'مُصدرها',
    valid: 'بداية الصلاحية ونهايتها',
    lookups: 'أجوبة نظام الأسماء',
    noAnswer: 'لا جواب',
    difference: 'الفرق مع آخر صفحة سليمة محفوظة',
    sameText: 'النص الظاهر هو نفسه.',
    before: 'الصفحة العاملة',
    now: 'هذه الصفحة',
    gone: 'اختفى',
    fresh: 'جديد',
    unchanged: (lines) => `عدد الأسطر التي لم تتغير: ${lines}`,
    file: 'هذا الالتقاط (WARC)',
    healthyFile: 'الصفحة السليمة السابقة (WARC)',
    all: 'كل التقاطات هذا العطل (JSON)',
  },
}
