import { type RecordedCode, readReasons } from '../core/notice/recorded.ts'
import type { Observation } from '../core/observation.ts'
import type { FailureCode } from '../core/failure.ts'
import type { Language } from '../core/site.ts'
import type { Locale } from './index.ts'
import { isolate } from './parts.ts'

/** Words of what a page says about notices in a service's place. */
export interface NoticeWords {
  /** The passage stands between the two. */
  readonly showed: (status: number) => readonly [string, string]
  /** A text in quotation marks. */
  readonly quote: (text: string) => string
  readonly why: string
  readonly quoted: string
  readonly suspect: string
  /** An instant follows. */
  readonly suspectSince: string
  /** The command follows. */
  readonly labelIt: string
  readonly reason: Readonly<Record<Exclude<RecordedCode, FailureCode>, string>>
}

/** "The page answered (HTTP 200) but showed “…” instead of the service." as plain text; null where no passage is recorded. */
export function noticeSentence({ language }: Pick<Locale, 'language'>, look: Pick<Observation, 'reasons' | 'status'>): string | null {
  const { passage } = readReasons(look.reasons)
  if (passage === null || look.status === null) return null
  const { showed, quote } = noticeWords[language]
  const [before, after] = showed(look.status)
  return `${before} ${quote(isolate(passage.text))} ${after}`
}

export const noticeWords: Readonly<Record<Language, NoticeWords>> = {
  en: {
    showed: (status) => [`The page answered (HTTP ${status}) but showed`, 'instead of the service.'],
    quote: (text) => `“${text}”`,
    why: 'Why it was judged so',
    quoted: 'What the page says, as it is written:',
    suspect: 'The last look is suspect: it may be a notice, or not the usual page. It counts as up until a person labels it.',
    suspectSince: 'Suspect since',
    labelIt: 'To label it:',
    reason: {
      notice_statement: 'A sentence says that the service is out',
      notice_second_statement: 'A second sentence says so',
      notice_title: 'The title says so',
      notice_heading: 'A heading says so',
      notice_only: 'The page says nothing else',
      notice_first: 'It stands among the first words',
      notice_return: 'It asks to come back later',
      notice_apology: 'It apologises',
      notice_address: 'The address says so',
      notice_retry_after: 'The server says when to try again',
      other_host: 'It ended on another site',
      other_text: 'Against it: other text on the page',
      reported: 'Against it: sentences that report, plan or suppose it',
      working_links: 'Against it: many links',
      working_form: 'Against it: a form to sign in',
      differs_host: 'Another host than that of the healthy page',
      differs_title: 'Another title than that of the healthy page',
      differs_length: 'Far more or less text than on the healthy page',
      differs_landmarks: 'Parts of the healthy page are missing',
      differs_fields: 'Form fields of the healthy page are missing',
      differs_words: 'Other words than on the healthy page',
      rules_held: 'The monitor’s explicit rules hold',
      notice_points: 'Weight of the signs',
      template_same: 'It is like the healthy page',
      template_other: 'It is not like the healthy page',
      no_template: 'No healthy page is known yet: a stricter threshold held',
      labelled_healthy: 'A person called this page healthy',
      labelled_notice: 'A person called this page a notice',
    },
  },
  fr: {
    showed: (status) => [`La page a répondu (HTTP ${status}) mais affichait`, 'à la place du service.'],
    quote: (text) => `«\u00a0${text}\u00a0»`,
    why: 'Pourquoi ce jugement',
    quoted: 'Ce que dit la page, tel quel\u00a0:',
    suspect:
      'Le dernier regard est suspect\u00a0: ce peut être un avis, ou une autre page que d’habitude. Il compte comme disponible jusqu’à ce qu’une personne l’ait étiqueté.',
    suspectSince: 'Suspect depuis le',
    labelIt: 'Pour l’étiqueter\u00a0:',
    reason: {
      notice_statement: 'Une phrase dit que le service est interrompu',
      notice_second_statement: 'Une seconde phrase le dit',
      notice_title: 'Le titre le dit',
      notice_heading: 'Un intertitre le dit',
      notice_only: 'La page ne dit rien d’autre',
      notice_first: 'C’est parmi les premiers mots',
      notice_return: 'Elle invite à revenir plus tard',
      notice_apology: 'Elle s’excuse',
      notice_address: 'L’adresse le dit',
      notice_retry_after: 'Le serveur dit quand réessayer',
      other_host: 'On a abouti sur un autre site',
      other_text: 'À l’encontre\u00a0: d’autres textes sur la page',
      reported: 'À l’encontre\u00a0: des phrases qui le rapportent, le prévoient ou le supposent',
      working_links: 'À l’encontre\u00a0: beaucoup de liens',
      working_form: 'À l’encontre\u00a0: un formulaire de connexion',
      differs_host: 'Un autre hôte que celui de la page saine',
      differs_title: 'Un autre titre que celui de la page saine',
      differs_length: 'Bien plus ou bien moins de texte que la page saine',
      differs_landmarks: 'Des parties de la page saine manquent',
      differs_fields: 'Des champs de formulaire de la page saine manquent',
      differs_words: 'D’autres mots que ceux de la page saine',
      rules_held: 'Les règles explicites du moniteur sont respectées',
      notice_points: 'Poids des signes',
      template_same: 'Elle ressemble à la page saine',
      template_other: 'Elle ne ressemble pas à la page saine',
      no_template: 'Aucune page saine n’est encore connue\u00a0: un seuil plus strict a été atteint',
      labelled_healthy: 'Une personne a dit cette page saine',
      labelled_notice: 'Une personne a dit que cette page est un avis',
    },
  },
  ar: {
    showed: (status) => [`أجابت الصفحة (\u2068HTTP ${status}\u2069) لكنها عرضت`, 'بدل الخدمة.'],
    quote: (text) => `«${text}»`,
    why: 'سبب هذا الحكم',
    quoted: 'ما تقوله الصفحة كما كُتب:',
    suspect: 'المعاينة الأخيرة مشتبه فيها: قد تكون إشعارا، أو صفحة غير المعتادة. وتُحسب متاحة إلى أن يصنفها شخص.',
    suspectSince: 'مشتبه فيها منذ',
    labelIt: 'لتصنيفها:',
    reason: {
      notice_statement: 'جملة تقول إن الخدمة متوقفة',
      notice_second_statement: 'جملة ثانية تقول ذلك',
      notice_title: 'العنوان يقول ذلك',
      notice_heading: 'عنوان فرعي يقول ذلك',
      notice_only: 'لا تقول الصفحة غير ذلك',
      notice_first: 'يرد ذلك في الكلمات الأولى',
      notice_return: 'تدعو إلى العودة لاحقا',
      notice_apology: 'تعتذر',
      notice_address: 'عنوان الموقع يقول ذلك',
      notice_retry_after: 'يقول الخادم متى تُعاد المحاولة',
      other_host: 'انتهى الطلب إلى موقع آخر',
      other_text: 'ضد ذلك: نصوص أخرى في الصفحة',
      reported: 'ضد ذلك: جمل تنقله أو تعلنه مسبقا أو تفترضه',
      working_links: 'ضد ذلك: روابط كثيرة',
      working_form: 'ضد ذلك: استمارة لتسجيل الدخول',
      differs_host: 'مضيف غير مضيف الصفحة السليمة',
      differs_title: 'عنوان غير عنوان الصفحة السليمة',
      differs_length: 'نص أطول أو أقصر بكثير من الصفحة السليمة',
      differs_landmarks: 'أجزاء من الصفحة السليمة غائبة',
      differs_fields: 'حقول من استمارات الصفحة السليمة غائبة',
      differs_words: 'كلمات غير كلمات الصفحة السليمة',
      rules_held: 'القواعد الصريحة لنقطة الرصد مستوفاة',
      notice_points: 'وزن العلامات',
      template_same: 'تشبه الصفحة السليمة',
      template_other: 'لا تشبه الصفحة السليمة',
      no_template: 'لا تُعرف صفحة سليمة بعد: بُلغت عتبة أشد',
      labelled_healthy: 'قال شخص إن هذه الصفحة سليمة',
      labelled_notice: 'قال شخص إن هذه الصفحة إشعار',
    },
  },
}
