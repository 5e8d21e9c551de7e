import { announcementColumns } from './announcement-column-words.ts'
import { isolate } from './parts.ts'

/** The tables and columns of exports in words, by table and column; English is in the tables themselves (src/web/data/tables.ts). */
export interface TableWords {
  readonly title: string
  readonly description: string
  readonly columns: Readonly<Record<string, string>>
}
type AllTables = Readonly<Record<string, TableWords>>

const fr: AllTables = {
  observations: {
    title: 'Regards',
    description: 'Chaque regard, par moniteur et dans l’ordre du temps. Chaque ligne garde l’identifiant de moniteur de son époque.',
    columns: {
      seq: 'Place dans le journal, à partir de 0',
      monitorId: 'Identifiant du moniteur au moment du regard',
      at: 'Début du regard, UTC',
      scheduledAt: 'Moment où il était dû, UTC',
      durationMs: 'Durée du regard',
      uncertaintyMs: 'Erreur possible de l’horloge',
      everyMs: 'Intervalle alors en vigueur',
      outcome: 'Ce pour quoi il compte, après les tours des témoins\u00a0: up (succès), down (échec) ou unknown (inconnu)',
      rawOutcome: 'Résultat tel qu’enregistré, jamais réécrit',
      provisional: 'Le tour des témoins qui décide n’est pas encore terminé',
      reason: 'Pourquoi il est inconnu, code d’échec',
      phase: 'Étape de l’échec',
      code: 'Motif de l’échec, code',
      message: 'Le même, en toutes lettres',
      degraded: 'Codes des seuils dépassés',
      recheck: 'Fait entre les créneaux réguliers',
      controlled: 'Des témoins étaient configurés',
      span: 'Les regards de séries différentes ne sont jamais adjacents',
      vantageId: 'Lieu d’où l’on a regardé',
      boot: 'Démarrage du programme',
      counter: 'Numéro du regard depuis ce démarrage',
      clockSource: 'system, ou la source de temps',
      clockOffsetMs: 'Correction déjà comprise dans at',
      configHash: 'SHA-256 de la cible et du critère',
      resolveMs: 'Durée de la résolution du nom',
      connectMs: 'Durée de la connexion',
      handshakeMs: 'Durée de la négociation TLS',
      firstByteMs: 'De l’envoi de la requête au premier octet de la réponse finale',
      totalMs: 'Toutes les étapes et redirections',
      status: 'Code HTTP de la réponse finale',
      finalHost: 'Hôte où aboutissent les redirections',
      redirects: 'Redirections suivies',
      bodyLength: 'Octets du corps, une fois décodé',
      bodyTruncated: 'Le corps a été coupé à la limite',
      rules: 'Règles du critère qui ont décidé',
      address: 'Adresse distante',
      family: '4 ou 6',
      tlsVersion: 'Version de TLS',
      certificate: 'SHA-256 du certificat du serveur',
      fingerprint: 'Empreinte du texte visible',
      flags: 'Marques qui ne comptent jamais',
      reasons: 'Raisons du jugement',
    },
  },
  outages: {
    title: 'Pannes',
    description: 'Pannes et échecs non confirmés qui touchent la période, chacun entre ses bornes, par début.',
    columns: {
      id: 'Identifiant permanent',
      monitorId: 'Identifiant actuel du moniteur',
      onsetAfter: 'Elle a commencé après\u202f; vide\u00a0: déjà en panne au début de la surveillance',
      onsetBy: 'Elle avait commencé à cet instant',
      recoveryAfter: 'Elle a pris fin après\u202f; vide tant qu’elle dure',
      recoveryBy: 'Elle avait pris fin à cet instant\u202f; vide tant qu’elle dure',
      ongoing: 'Pas encore terminée',
      confirmed: 'false\u00a0: échec non confirmé',
      minMs: 'Durée, au moins',
      maxMs: 'Durée, au plus\u202f; vide\u00a0: pas de borne supérieure',
      unobservedMs: 'Temps de la panne pendant lequel personne ne regardait',
      flaps: 'Courts retours à l’intérieur',
      incidentsMax: 'Nombre de pannes distinctes possibles, au plus',
      looks: 'Échecs',
      lastSeenDownAt: 'Début du dernier échec',
      phase: 'Étape où le premier regard a échoué',
      code: 'Motif, code d’échec',
      message: 'Le même, en toutes lettres',
    },
  },
  gaps: {
    title: 'Intervalles sans regard',
    description: 'Intervalles entre regards connus pendant lesquels personne ne regardait, par moniteur et dans l’ordre du temps.',
    columns: { monitorId: 'Identifiant actuel du moniteur', from: 'Connu jusqu’à', to: 'Connu de nouveau à partir de' },
  },
  announcements: announcementColumns.fr,
}

const ar: AllTables = {
  observations: {
    title: 'المعاينات',
    description: 'كل معاينة، حسب نقطة الرصد والزمن. وتحتفظ كل معاينة بمعرّف نقطة الرصد في وقتها.',
    columns: {
      seq: 'الرتبة في السجل، ابتداء من 0',
      monitorId: 'معرّف نقطة الرصد حين عويِنت',
      at: 'بداية المعاينة بالتوقيت العالمي',
      scheduledAt: 'موعدها المقرر بالتوقيت العالمي',
      durationMs: 'مدة المعاينة',
      uncertaintyMs: 'مقدار ما قد تخطئ به الساعة',
      everyMs: 'الفاصل المعمول به آنذاك',
      outcome: 'ما تُحسب به بعد جولات المراقبة: up (نجاح) أو down (فشل) أو unknown (غير معروفة)',
      rawOutcome: 'النتيجة كما سُجِّلت، ولا تُعاد كتابتها أبدا',
      provisional: 'لم تنته بعد جولة المراقبة التي تحسم',
      reason: 'لماذا هي غير معروفة، رمز الإخفاق',
      phase: 'المرحلة التي فشلت فيها',
      code: 'سبب الفشل، رمز الإخفاق',
      message: 'السبب نفسه بالكلمات',
      degraded: 'رموز العتبات التي تم تجاوزها',
      recheck: 'أُجريت بين المواعيد المنتظمة',
      controlled: 'كانت نقاط مراقبة مضبوطة',
      span: 'معاينات السلاسل المختلفة لا تكون متجاورة أبدا',
      vantageId: 'المكان الذي جرت منه المعاينة',
      boot: 'تشغيل البرنامج',
      counter: 'رقم المعاينة في ذلك التشغيل',
      clockSource: 'القيمة system أو مصدر الوقت',
      clockOffsetMs: 'التصحيح المدرج في at',
      configHash: 'بصمة SHA-256 للهدف والمعيار',
      resolveMs: 'مدة ترجمة الاسم إلى عنوان',
      connectMs: 'مدة الاتصال',
      handshakeMs: 'مدة مصافحة TLS',
      firstByteMs: 'من إرسال الطلب إلى أول بايت من الجواب النهائي',
      totalMs: 'كل المراحل وإعادات التوجيه',
      status: 'رمز HTTP للجواب النهائي',
      finalHost: 'المضيف الذي تنتهي إليه إعادات التوجيه',
      redirects: 'عدد إعادات التوجيه المتبعة',
      bodyLength: 'عدد بايتات المتن بعد فك الترميز',
      bodyTruncated: 'قُطع المتن عند الحد',
      rules: 'قواعد المعيار التي حسمت',
      address: 'العنوان البعيد',
      family: 'القيمة 4 أو 6',
      tlsVersion: 'إصدار TLS',
      certificate: 'بصمة SHA-256 لشهادة الخادم',
      fingerprint: 'بصمة النص الظاهر',
      flags: 'علامات لا تُحسب أبدا',
      reasons: 'أسباب الحكم',
    },
  },
  outages: {
    title: 'الانقطاعات',
    description: 'الانقطاعات والإخفاقات غير المؤكدة التي تمس الفترة، كل منها بين حدوده، حسب البداية.',
    columns: {
      id: 'المعرّف الدائم',
      monitorId: 'المعرّف الحالي لنقطة الرصد',
      onsetAfter: 'بدأ بعد هذه اللحظة؛ فارغ: كانت متوقفة حين بدأ الرصد',
      onsetBy: 'كان قد بدأ في هذه اللحظة',
      recoveryAfter: 'انتهى بعد هذه اللحظة؛ فارغ ما دام جاريا',
      recoveryBy: 'كان قد انتهى في هذه اللحظة؛ فارغ ما دام جاريا',
      ongoing: 'لم ينته بعد',
      confirmed: 'القيمة false: إخفاق غير مؤكد',
      minMs: 'الحد الأدنى للمدة',
      maxMs: 'الحد الأعلى للمدة؛ فارغ: دون حد أعلى',
      unobservedMs: 'ما لم يعاين فيه أحد من مدته',
      flaps: 'عودات قصيرة داخله',
      incidentsMax: 'أقصى عدد ممكن من الانقطاعات المتمايزة',
      looks: 'عدد المعاينات الفاشلة',
      lastSeenDownAt: 'بداية آخر معاينة فاشلة',
      phase: 'المرحلة التي فشلت فيها أول معاينة',
      code: 'السبب، رمز الإخفاق',
      message: 'السبب نفسه بالكلمات',
    },
  },
  gaps: {
    title: 'فترات دون معاينة',
    description: 'فترات بين معاينات معروفة لم يعاين فيها أحد، حسب نقطة الرصد والزمن.',
    columns: { monitorId: 'المعرّف الحالي لنقطة الرصد', from: 'معروفة إلى غاية', to: 'معروفة من جديد ابتداء من' },
  },
  announcements: announcementColumns.ar,
}

const english: Readonly<Record<string, string>> = {
  observations: 'Looks',
  outages: 'Outages',
  gaps: 'Gaps',
  announcements: 'Announcements',
}

/** A table's title in English. */
export function englishTitle(table: string): string {
  return english[table] ?? table
}

/** Of the languages that are not the tables' own. */
export const columnWords = { fr, ar: isolated(ar) } as const

/** Names and codes keep their own direction inside a line that runs from right to left. */
function isolated(tables: AllTables): AllTables {
  const entries = Object.entries(tables).map(([table, { title, description, columns }]) => {
    const said = Object.entries(columns).map(([name, text]) => [name, withIsolates(text)] as const)
    return [table, { title, description, columns: Object.fromEntries(said) }] as const
  })
  return Object.fromEntries(entries)
}

function withIsolates(text: string): string {
  return text.replace(/[A-Za-z][\w.-]*/g, isolate)
}
