import type { FailureCode, Phase } from '../core/failure.ts'
import { failureCodes } from '../core/failure.ts'
import type { Language } from '../core/site.ts'

/** What a failure code means, as one clause for a page; the code itself stands beside it. A missing code is a type error. */
export function failureMeaning(language: Language, code: FailureCode): string {
  return language === 'en' ? failureCodes[code].meaning : meanings[language][code]
}

/** Whether a text (a monitor's `reason`, say) is a failure code. */
export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(failureCodes, text)
}

/** The layer in which a look ended, for people. */
export const phases: Readonly<Record<Language, Readonly<Record<Phase, string>>>> = {
  en: { resolve: 'DNS', connect: 'Connection', handshake: 'TLS', exchange: 'Answer', expect: 'Content', observer: 'The observer' },
  fr: { resolve: 'DNS', connect: 'Connexion', handshake: 'TLS', exchange: 'Réponse', expect: 'Contenu', observer: 'L’observateur' },
  ar: { resolve: 'نظام الأسماء', connect: 'الاتصال', handshake: 'التعمية', exchange: 'الجواب', expect: 'المحتوى', observer: 'الراصد' },
}

const fr: Readonly<Record<FailureCode, string>> = {
  dns_nxdomain: 'Le nom n’existe pas (NXDOMAIN).',
  dns_servfail: 'Tous les résolveurs configurés ont répondu SERVFAIL.',
  dns_refused: 'Le résolveur a refusé de répondre (REFUSED).',
  dns_timeout: 'Aucun résolveur configuré n’a répondu à temps.',
  dns_no_address: 'Le nom existe, mais sans adresse d’une famille utilisable.',
  dns_unexpected: 'La réponse DNS n’est pas celle attendue.',
  tcp_refused: 'L’hôte a refusé la connexion.',
  tcp_reset: 'La connexion a été réinitialisée.',
  tcp_unreachable: 'Le réseau ou l’hôte est injoignable.',
  tcp_timeout: 'La connexion n’a pas été acceptée à temps.',
  tls_expired: 'Le certificat a expiré.',
  tls_not_yet_valid: 'Le certificat n’est pas encore valable.',
  tls_untrusted: 'La chaîne de certificats ne mène à aucune racine reconnue.',
  tls_hostname: 'Le certificat n’est pas établi pour ce nom d’hôte.',
  tls_protocol: 'La négociation TLS a échoué (ni version ni chiffrement communs, ou pas de TLS).',
  tls_timeout: 'La négociation TLS ne s’est pas achevée à temps.',
  http_status: 'Le code HTTP n’est pas de ceux acceptés.',
  http_timeout: 'La réponse HTTP ne s’est pas achevée à temps.',
  http_truncated: 'La réponse HTTP s’est arrêtée avant la longueur annoncée.',
  http_protocol: 'La réponse n’est pas du HTTP valide.',
  http_too_large: 'En-têtes au-delà de la limite, ou texte exigé absent du premier Mio.',
  http_decode: 'Le corps ne se décode pas comme l’indique Content-Encoding.',
  http_redirect_loop: 'Plus de redirections que permis.',
  http_redirect_invalid: 'Une redirection sans Location utilisable.',
  http_redirect_host: 'Les redirections aboutissent à un autre hôte que celui attendu.',
  icmp_unreachable: 'Le réseau a répondu que l’hôte est injoignable.',
  icmp_timeout: 'Pas de réponse à l’écho à temps.',
  content_missing: 'Un texte qui doit y être n’y est pas.',
  content_forbidden: 'Un texte qui ne doit pas y être y est.',
  content_mismatch: 'Un motif, une valeur JSON, un en-tête ou une réponse n’est pas celui attendu.',
  content_notice: 'Un avis de suspension ou de maintenance à la place du service.',
  slow: 'Plus lent que le seuil fixé.',
  certificate_expiring: 'Le certificat expire avant le seuil fixé.',
  blocked_waf: 'Un pare-feu ou un captcha a répondu à la place du service.',
  blocked_rate_limit: 'Le service limite la fréquence de nos demandes.',
  blocked_legal: 'Indisponible pour des raisons légales (HTTP 451).',
  blocked_geo: 'Le service refuse notre pays ou notre réseau.',
  blocked_login: 'Une page de connexion a répondu à la place de la page habituelle.',
  observer_offline: 'Notre propre réseau était coupé : trop peu de témoins joignables.',
  observer_resolver: 'Notre propre résolveur a failli tandis qu’un autre répondait.',
  observer_clock: 'Notre horloge était en retard sur le dernier regard enregistré.',
  observer_proxy: 'Notre propre mandataire a failli.',
  internal: 'Un défaut de notre programme.',
}

const ar: Readonly<Record<FailureCode, string>> = {
  dns_nxdomain: 'الاسم غير موجود (NXDOMAIN).',
  dns_servfail: 'أجابت كل خوادم الأسماء المضبوطة بالرمز SERVFAIL.',
  dns_refused: 'رفض خادم الأسماء الإجابة (REFUSED).',
  dns_timeout: 'لم يجب أي خادم أسماء في الوقت المحدد.',
  dns_no_address: 'الاسم موجود دون عنوان من صنف يمكن استعماله.',
  dns_unexpected: 'جواب نظام الأسماء ليس الجواب المنتظر.',
  tcp_refused: 'رفض المضيف الاتصال.',
  tcp_reset: 'أُعيد ضبط الاتصال.',
  tcp_unreachable: 'تعذّر الوصول إلى الشبكة أو إلى المضيف.',
  tcp_timeout: 'لم يُقبل الاتصال في الوقت المحدد.',
  tls_expired: 'انتهت صلاحية الشهادة.',
  tls_not_yet_valid: 'لم تبدأ صلاحية الشهادة بعد.',
  tls_untrusted: 'سلسلة الشهادات لا تقود إلى جذر موثوق.',
  tls_hostname: 'الشهادة ليست لاسم هذا المضيف.',
  tls_protocol: 'فشلت مصافحة TLS (لا إصدار ولا تعمية مشتركين، أو لا وجود لـTLS).',
  tls_timeout: 'لم تكتمل مصافحة TLS في الوقت المحدد.',
  http_status: 'رمز HTTP ليس من الرموز المقبولة.',
  http_timeout: 'لم يكتمل جواب HTTP في الوقت المحدد.',
  http_truncated: 'توقف جواب HTTP قبل بلوغ الطول المعلن.',
  http_protocol: 'الجواب ليس HTTP سليما.',
  http_too_large: 'ترويسات تتجاوز الحد، أو نص مطلوب غير موجود في أول ميبيبايت.',
  http_decode: 'تعذّر فك ترميز المتن كما تصفه Content-Encoding.',
  http_redirect_loop: 'إعادات توجيه أكثر من المسموح به.',
  http_redirect_invalid: 'إعادة توجيه دون وجهة صالحة.',
  http_redirect_host: 'انتهت إعادات التوجيه إلى مضيف غير المنتظر.',
  icmp_unreachable: 'أجابت الشبكة بأن الوصول إلى المضيف متعذر.',
  icmp_timeout: 'لم يصل جواب الصدى في الوقت المحدد.',
  content_missing: 'نص يجب أن يكون في الصفحة وليس فيها.',
  content_forbidden: 'نص يجب ألا يكون في الصفحة وهو فيها.',
  content_mismatch: 'نمط أو قيمة JSON أو ترويسة أو جواب على غير المنتظر.',
  content_notice: 'إشعار بالتوقيف أو بالصيانة بدل الخدمة.',
  slow: 'أبطأ من العتبة المحددة.',
  certificate_expiring: 'تنتهي صلاحية الشهادة قبل العتبة المحددة.',
  blocked_waf: 'أجاب جدار حماية أو اختبار كابتشا بدل الخدمة.',
  blocked_rate_limit: 'تحدّ الخدمة من وتيرة طلباتنا.',
  blocked_legal: 'غير متاحة لأسباب قانونية (HTTP 451).',
  blocked_geo: 'ترفض الخدمة بلدنا أو شبكتنا.',
  blocked_login: 'أجابت صفحة تسجيل الدخول مكان الصفحة المعتادة.',
  observer_offline: 'كانت شبكتنا نحن مقطوعة: لم نصل إلى ما يكفي من نقاط المراقبة.',
  observer_resolver: 'أخفق خادم الأسماء لدينا بينما أجاب غيره.',
  observer_clock: 'كانت ساعتنا متأخرة عن آخر معاينة مسجلة.',
  observer_proxy: 'أخفق الخادم الوسيط لدينا.',
  internal: 'خلل في برنامجنا.',
}

const meanings = { fr, ar }
