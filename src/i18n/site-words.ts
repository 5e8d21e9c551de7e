import { counted, look as arLook, monitor as arMonitor, oblique } from './ar-nouns.ts'
import { counts } from './counts.ts'
import { isolate } from './parts.ts'
import { pluralOf } from './plural.ts'

const nb = '\u00a0'
const thin = '\u202f'
const english = pluralOf('en')
const french = pluralOf('fr')

/** Words of the pages about the data and about who looks. */
const en = {
  data: {
    title: 'Data',
    lede: 'Everything that was recorded can be taken away, for the same figures to be made again elsewhere. Instants are UTC with milliseconds; durations are whole milliseconds; an empty cell means that there is nothing.',
    downloads: 'Downloads',
    downloadsCaption: 'CSV as in RFC 4180, UTF-8, with a header. The names of columns are explained below.',
    what: 'What',
    all: 'of all monitors',
    package: 'Data package',
    packageText:
      'Describes all tables with every column, their types and keys (Frictionless Data Package 2). Its addresses lead to the tables here.',
    perMonitor: 'By monitor',
    perMonitorText:
      'from and to limit the period: from=2026-01-01&to=2026-02-01. JSON Lines with format=jsonl; whatever is long is sent as it is read.',
    command: 'On the machine itself',
    commandText: 'writes the same tables with the length and the SHA-256 of each file.',
    api: 'The API',
    apiText: 'answers the same figures as these pages, as JSON.',
    csv: 'CSV',
    json: 'JSON',
    columns: 'Columns',
    column: 'Column',
    type: 'Type',
    meaning: 'Meaning',
    columnsCaption: (count: number) => `${count} columns, in their order`,
    key: 'key',
    types: { string: 'text', integer: 'integer', number: 'number', boolean: 'true or false', datetime: 'instant' },
    licence: 'Licence',
    licenceText: 'Name the source and the instant at which you took the data.',
    noLicence: 'The publisher has named no licence. Ask before you republish the data as such; facts are free.',
  },
  about: {
    title: 'About',
    lede: (place: string) =>
      `Vigie looks at public services from ${place} and records when they could not be used. It measures; it does not judge.`,
    who: 'Who looks',
    nobody: 'The publisher has not been named.',
    contact: 'Write to',
    noContact: 'No address to write to was given.',
    often: 'How often, and how',
    oftenText: (monitors: number, looks: number) =>
      `${monitors} ${english(monitors, { one: 'monitor', other: 'monitors' })}, at most ${counts.en(looks)} ${english(looks, { one: 'look', other: 'looks' })} a day in all, and some more around a change.`,
    oftenNone: 'No monitor is configured.',
    howText:
      'A look is one request with the redirects that it meets; of the answer at most the beginning is read. What each look asks for is listed with the method.',
    agent: 'With which name',
    agentText: 'Each HTTP request names itself:',
    object: 'How to object',
    objectText:
      'Write to the publisher, with the address that is not to be looked at or the interval that would suit. Whoever refuses us by a firewall or a limit that we recognise is not shown as down: such a look counts as unknown.',
    rectify: 'A figure that seems wrong: send its permanent address. What was recorded is never rewritten; a figure that changes says why.',
    interests: 'Conflict of interest',
    interestsText: 'What ties the publisher to the services that are looked at is for the publisher to say. Its own page:',
    interestsNone:
      'What ties the publisher to the services that are looked at is for the publisher to say. It has named no page of its own.',
    readers: 'You',
    readersText: 'Readers’ addresses are not recorded. The only cookie keeps the language that was chosen.',
    software: 'Software',
    softwareText: 'free software, licence Apache 2.0',
    method: 'How it is measured',
  },
}
export type SiteWords = typeof en

const fr: SiteWords = {
  data: {
    title: 'Données',
    lede: `Tout ce qui a été enregistré peut être emporté, pour que les mêmes chiffres soient recalculés ailleurs. Les instants sont en UTC, à la milliseconde${thin}; les durées sont en millisecondes entières${thin}; une case vide signifie qu’il n’y a rien.`,
    downloads: 'Téléchargements',
    downloadsCaption: 'CSV selon la RFC 4180, UTF-8, avec en-tête. Les noms des colonnes sont expliqués plus bas.',
    what: 'Quoi',
    all: 'de tous les moniteurs',
    package: 'Paquet de données',
    packageText:
      'Décrit toutes les tables, chaque colonne avec son type, et les clés (Frictionless Data Package 2). Ses adresses mènent aux tables d’ici.',
    perMonitor: 'Par moniteur',
    perMonitorText: `from et to limitent la période${nb}: from=2026-01-01&to=2026-02-01. JSON Lines avec format=jsonl${thin}; ce qui est long est envoyé au fil de la lecture.`,
    command: 'Sur la machine même',
    commandText: 'écrit les mêmes tables, avec la longueur et le SHA-256 de chaque fichier.',
    api: 'L’API',
    apiText: 'répond les mêmes chiffres que ces pages, en JSON.',
    csv: 'CSV',
    json: 'JSON',
    columns: 'Colonnes',
    column: 'Colonne',
    type: 'Type',
    meaning: 'Signification',
    columnsCaption: (count) => `${count}${nb}${french(count, { one: 'colonne', other: 'colonnes' })}, dans leur ordre`,
    key: 'clé',
    types: { string: 'texte', integer: 'entier', number: 'nombre', boolean: 'vrai ou faux', datetime: 'instant' },
    licence: 'Licence',
    licenceText: 'Citer la source et l’instant du téléchargement.',
    noLicence: `L’éditeur n’a indiqué aucune licence. Demander avant de republier les données telles quelles${thin}; les faits sont libres.`,
  },
  about: {
    title: 'À propos',
    lede: (place) =>
      `Vigie regarde des services publics depuis ${place} et enregistre quand ils n’étaient pas utilisables. Elle mesure${thin}; elle ne juge pas.`,
    who: 'Qui regarde',
    nobody: 'L’éditeur n’est pas nommé.',
    contact: 'Écrire à',
    noContact: 'Aucune adresse où écrire n’a été donnée.',
    often: 'À quel rythme, et comment',
    oftenText: (monitors, looks) =>
      `${monitors}${nb}${french(monitors, { one: 'moniteur', other: 'moniteurs' })}, au plus ${counts.fr(looks)}${nb}${french(looks, { one: 'regard', other: 'regards' })} par jour en tout, et quelques-uns de plus autour d’un changement.`,
    oftenNone: 'Aucun moniteur n’est configuré.',
    howText:
      'Un regard est une requête, avec les redirections qu’elle rencontre, dont on lit au plus le début de la réponse. Ce que demande chaque regard est indiqué avec la méthode.',
    agent: 'Sous quel nom',
    agentText: `Chaque requête HTTP se nomme${nb}:`,
    object: 'Comment s’y opposer',
    objectText: `Écrire à l’éditeur, avec l’adresse à ne pas regarder ou l’intervalle qui conviendrait. Qui nous refuse par un pare-feu ou une limite que nous reconnaissons n’est pas montré en panne${nb}: ce regard compte comme inconnu.`,
    rectify: `Un chiffre qui paraît faux${nb}: envoyer son adresse permanente. Ce qui a été enregistré n’est jamais réécrit${thin}; un chiffre qui change dit pourquoi.`,
    interests: 'Conflit d’intérêts',
    interestsText: `C’est à l’éditeur de dire ce qui le lie aux services regardés. Sa propre page${nb}:`,
    interestsNone: 'C’est à l’éditeur de dire ce qui le lie aux services regardés. Il n’a indiqué aucune page à lui.',
    readers: 'Vous',
    readersText: 'Les adresses des lecteurs ne sont pas enregistrées. Le seul cookie retient la langue choisie.',
    software: 'Logiciel',
    softwareText: 'logiciel libre, licence Apache 2.0',
    method: 'Comment c’est mesuré',
  },
}

const ar: SiteWords = {
  data: {
    title: 'المعطيات',
    lede: 'يمكن أخذ كل ما سُجِّل لإعادة حساب الأرقام نفسها في مكان آخر. واللحظات بالتوقيت العالمي مع أجزاء الألف من الثانية، والمدد أعداد صحيحة من أجزاء الألف من الثانية، والخانة الفارغة تعني أن لا شيء فيها.',
    downloads: 'التنزيلات',
    downloadsCaption: `ملفات ${isolate('CSV')} وفق ${isolate('RFC 4180')} بترميز ${isolate('UTF-8')} مع سطر للعناوين. أسماء الأعمدة مشروحة أدناه.`,
    what: 'المحتوى',
    all: 'لكل نقاط الرصد',
    package: 'حزمة المعطيات',
    packageText: `تصف كل الجداول وكل عمود ونوعه والمفاتيح (${isolate('Frictionless Data Package 2')}). وتقود عناوينها إلى الجداول هنا.`,
    perMonitor: 'حسب نقطة الرصد',
    perMonitorText: `تُحدَّد الفترة بالوسيطين ${isolate('from')} و${isolate('to')}: ${isolate('from=2026-01-01&to=2026-02-01')}. وتُعطى ${isolate('JSON Lines')} بالوسيط ${isolate('format=jsonl')}؛ ويُرسَل الطويل أثناء قراءته.`,
    command: 'على الجهاز نفسه',
    commandText: `يكتب الجداول نفسها مع طول كل ملف وبصمته ${isolate('SHA-256')}.`,
    api: 'واجهة البرمجة',
    apiText: `تجيب بالأرقام نفسها التي في هذه الصفحات، بصيغة ${isolate('JSON')}.`,
    csv: 'CSV',
    json: 'JSON',
    columns: 'الأعمدة',
    column: 'العمود',
    type: 'النوع',
    meaning: 'معناه',
    columnsCaption: (count) => `عدد الأعمدة ${count}، حسب ترتيبها`,
    key: 'مفتاح',
    types: { string: 'نص', integer: 'عدد صحيح', number: 'عدد', boolean: 'صحيح أو خطأ', datetime: 'لحظة' },
    licence: 'الرخصة',
    licenceText: 'ويُذكر المصدر ولحظة التنزيل.',
    noLicence: 'لم يذكر الناشر أي رخصة. يُستأذن قبل إعادة نشر المعطيات كما هي؛ أما الوقائع فمتاحة للجميع.',
  },
  about: {
    title: 'حول الموقع',
    lede: (place) => `يعاين Vigie خدمات عمومية من ${isolate(place)}، ويسجل متى تعذّر استعمالها. وهو يقيس ولا يحكم.`,
    who: 'من يعاين',
    nobody: 'لم يُذكر اسم الناشر.',
    contact: 'للمراسلة',
    noContact: 'لم يُذكر أي عنوان للمراسلة.',
    often: 'بأي وتيرة وكيف',
    oftenText: (monitors, looks) =>
      `${counted(monitors, arMonitor)}، وما لا يزيد عن ${oblique(looks, arLook)} في اليوم إجمالا، وعدد قليل آخر عند كل تغيّر.`,
    oftenNone: 'لم تُضبط أي نقطة رصد.',
    howText: 'المعاينة طلب واحد مع ما يلقاه من إعادات التوجيه، ولا يُقرأ من جوابه إلا أوله على الأكثر. وما تطلبه كل معاينة مذكور مع المنهج.',
    agent: 'بأي اسم',
    agentText: `يعرّف كل طلب ${isolate('HTTP')} بنفسه هكذا:`,
    object: 'كيف يُعترض',
    objectText:
      'يُكتب إلى الناشر مع ذكر العنوان الذي لا ينبغي أن يُعايَن أو الفاصل المناسب. ومن صدّنا بجدار حماية أو بحد نتعرف عليه فلا يُعرض متوقفا: تُحسب تلك المعاينة غير معروفة.',
    rectify: 'إن بدا رقم ما خاطئا فليُرسَل عنوانه الدائم. وما سُجِّل لا يُعاد كتابته أبدا، والرقم الذي يتغير يُذكر سبب تغيّره.',
    interests: 'تضارب المصالح',
    interestsText: 'ما يربط الناشر بالخدمات المعايَنة أمر يعود إليه التصريح به. صفحته:',
    interestsNone: 'ما يربط الناشر بالخدمات المعايَنة أمر يعود إليه التصريح به، ولم يذكر صفحة له.',
    readers: 'أنت',
    readersText: 'لا تُسجَّل عناوين القراء. والملف الوحيد المحفوظ لدى القارئ يحتفظ باللغة المختارة.',
    software: 'البرنامج',
    softwareText: `برنامج حر برخصة ${isolate('Apache 2.0')}`,
    method: 'كيف يجري القياس',
  },
}

export const siteWords = { en, fr, ar } as const
