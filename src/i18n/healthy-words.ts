import type { TemplateOrigin } from '../core/notice/page-watch.ts'
import type { Language } from '../core/site.ts'
import { counts } from './counts.ts'

/** Words of what a monitor's page says about its healthy page. */
export interface HealthyWords {
  readonly head: string
  readonly intro: string
  readonly none: (looks: number, needed: number) => string
  readonly since: string
  readonly how: string
  readonly origin: Readonly<Record<TemplateOrigin, string>>
  /** The record of the label follows. */
  readonly byLabel: string
  readonly looks: string
  readonly sinceThen: (looks: number, needed: number) => string
  readonly host: string
  readonly title: string
  readonly length: string
  readonly band: (min: number, max: number) => string
  readonly fields: string
  readonly landmarks: (count: number) => string
  readonly fingerprint: string
  readonly hash: string
  readonly notTold: string
  readonly earlier: string
  readonly accept: string
  readonly noPage: string
  readonly labels: string
  readonly says: { readonly healthy: string; readonly notice: string }
  readonly by: string
  readonly note: string
  readonly record: string
}

const en: HealthyWords = {
  head: 'The healthy page',
  intro:
    'What this monitor’s page is believed to be. A page that is not like it and reads like a notice is down; one of the two alone is suspect.',
  none: (looks, needed) =>
    `Not known yet. Good looks that it can be learned from, an hour or more apart: ${looks} of ${needed}. Until then the notice test decides alone, at a stricter threshold.`,
  since: 'Since the look of',
  how: 'How it became so',
  origin: { learned: 'learned', followed: 'followed slow change', accepted: 'accepted by a person' },
  byLabel: 'record',
  looks: 'Good looks learned from',
  sinceThen: (looks, needed) => `${looks} of the ${needed} that the next needs`,
  host: 'Final host',
  title: 'Words of the title',
  length: 'Visible text',
  band: (min, max) => (min === max ? `${counts.en(min)} characters` : `${counts.en(min)} to ${counts.en(max)} characters`),
  fields: 'Form fields that are always there',
  landmarks: (count) => `Short texts that are always there: ${count}`,
  fingerprint: 'Fingerprint',
  hash: 'SHA-256',
  notTold: 'none',
  earlier: 'Earlier ones',
  accept: 'To accept the page of the last look as the healthy one, or to call it a notice:',
  noPage: 'The last look showed no page that could be labelled.',
  labels: 'What people said of pages',
  says: { healthy: 'healthy', notice: 'a notice' },
  by: 'By',
  note: 'Note',
  record: 'Record',
}

const nb = '\u00a0'
const fr: HealthyWords = {
  head: 'La page saine',
  intro:
    'Ce que la page de ce moniteur est supposée être. Une page qui n’y ressemble pas et se lit comme un avis est en panne\u202f; l’un des deux seulement la rend suspecte.',
  none: (looks, needed) =>
    `Pas encore connue. Bons regards dont elle peut être apprise, espacés d’une heure au moins${nb}: ${looks} sur ${needed}. D’ici là, l’examen des avis décide seul, à un seuil plus strict.`,
  since: 'Depuis le regard du',
  how: 'Comment elle l’est devenue',
  origin: { learned: 'apprise', followed: 'a suivi un changement lent', accepted: 'acceptée par une personne' },
  byLabel: 'enregistrement',
  looks: 'Bons regards dont elle est apprise',
  sinceThen: (looks, needed) => `${looks} sur les ${needed} qu’il faut à la suivante`,
  host: 'Hôte final',
  title: 'Mots du titre',
  length: 'Texte visible',
  band: (min, max) => (min === max ? `${counts.fr(min)} caractères` : `${counts.fr(min)} à ${counts.fr(max)} caractères`),
  fields: 'Champs de formulaire toujours là',
  landmarks: (count) => `Textes courts toujours là${nb}: ${count}`,
  fingerprint: 'Empreinte',
  hash: 'SHA-256',
  notTold: 'aucun',
  earlier: 'Les précédentes',
  accept: `Pour accepter la page du dernier regard comme saine, ou dire qu’elle est un avis${nb}:`,
  noPage: 'Le dernier regard n’a montré aucune page qui puisse être étiquetée.',
  labels: 'Ce que des personnes ont dit des pages',
  says: { healthy: 'saine', notice: 'un avis' },
  by: 'Par',
  note: 'Note',
  record: 'Enregistrement',
}

const ar: HealthyWords = {
  head: 'الصفحة السليمة',
  intro: 'ما يُعتقد أن صفحة نقطة الرصد هذه تكونه. الصفحة التي لا تشبهها وتُقرأ كإشعار متوقفة؛ وأحد الأمرين وحده يجعلها مشتبها فيها.',
  none: (looks, needed) =>
    `غير معروفة بعد. المعاينات الناجحة التي يمكن تعلمها منها، بفاصل ساعة على الأقل: ${looks} من ${needed}. وإلى ذلك الحين يقرر اختبار الإشعارات وحده، بعتبة أشد.`,
  since: 'منذ معاينة',
  how: 'كيف أصبحت كذلك',
  origin: { learned: 'تُعلِّمت', followed: 'تبعت تغيرا بطيئا', accepted: 'قبلها شخص' },
  byLabel: 'السجل',
  looks: 'المعاينات الناجحة التي تُعلِّمت منها',
  sinceThen: (looks, needed) => `${looks} من ${needed} تحتاجها التالية`,
  host: 'المضيف النهائي',
  title: 'كلمات العنوان',
  length: 'النص الظاهر',
  band: (min, max) => (min === max ? `عدد الحروف: ${counts.ar(min)}` : `عدد الحروف: من ${counts.ar(min)} إلى ${counts.ar(max)}`),
  fields: 'حقول الاستمارات الموجودة دائما',
  landmarks: (count) => `نصوص قصيرة موجودة دائما: ${count}`,
  fingerprint: 'البصمة',
  hash: 'SHA-256',
  notTold: 'لا شيء',
  earlier: 'الصفحات السابقة',
  accept: 'لقبول صفحة المعاينة الأخيرة صفحةً سليمة، أو للقول إنها إشعار:',
  noPage: 'لم تُظهر المعاينة الأخيرة صفحة يمكن تصنيفها.',
  labels: 'ما قاله أشخاص عن الصفحات',
  says: { healthy: 'سليمة', notice: 'إشعار' },
  by: 'من قِبل',
  note: 'ملاحظة',
  record: 'السجل',
}

export const healthyWords: Readonly<Record<Language, HealthyWords>> = { en, fr, ar }
