import type { Language } from '../core/site.ts'

/** What a bundle proves and what not: printed in every bundle and on the page about the method (evidence format, "What it proves"). */
export interface ProofText {
  readonly provesTitle: string
  readonly proves: readonly string[]
  readonly notTitle: string
  readonly not: readonly string[]
  /** What makes what is not proved smaller. */
  readonly reducedBy: string
  readonly notAReport: string
}
interface BundleText extends ProofText {
  readonly title: string
  readonly about: (address: string) => string
  readonly checkTitle: string
  readonly check: readonly string[]
  readonly filesTitle: string
  readonly files: readonly (readonly [name: string, what: string])[]
}

export function proofText(language: Language): ProofText {
  return texts[language]
}

/** `README.<language>.txt` of a bundle, by language; `address` is the outage's page. */
export function bundleReadme(address: string): Readonly<Record<Language, string>> {
  return { fr: readme(texts.fr, address), en: readme(texts.en, address), ar: readme(texts.ar, address) }
}

function readme(text: BundleText, address: string): string {
  return [
    `${text.title}\n\n${text.about(address)}\n`,
    section(text.checkTitle, `${text.check.join('\n')}\n`),
    section(text.filesTitle, list(text.files.map(([name, what]) => `${name}: ${what}`))),
    section(text.provesTitle, list(text.proves)),
    section(text.notTitle, list(text.not)),
    `\n${text.reducedBy}\n${text.notAReport}\n`,
  ].join('')
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}\n`).join('')
const section = (title: string, body: string): string => `\n${title}\n\n${body}`

const commands = ['sh verify.sh', 'sh verify.sh --key KEY --roots ROOTS.pem']

const en: BundleText = {
  title: 'Evidence of an outage, measured by Vigie',
  about: (address) =>
    `This bundle holds the measurements behind one figure, and what it takes to check them without trusting whoever made them.\n${address}`,
  checkTitle: 'How to check it',
  check: [
    `  ${commands[0]}`,
    `  ${commands[1]}`,
    'It needs openssl 3, sha256sum and Python 3, and no network. KEY is the public key of the log, from elsewhere than this bundle: an earlier',
    'copy of the site’s /log/key, or one that somebody else kept. ROOTS.pem holds the root certificates of the time-stamp authorities, from',
    'their own sites. Without them verify.sh trusts those in this bundle, and says so. It ends with status 0, or names the first bad thing.',
  ],
  filesTitle: 'What is in it',
  files: [
    ['figure.json', 'the figure: how long, between which bounds, as of which checkpoint'],
    ['observations.csv', 'the looks as a table: when, and what each counts as'],
    ['records.bin', 'the records, byte for byte, each behind its length (16 bits, big-endian)'],
    [
      'evidence.warc.gz',
      'what went over the wire in some of the looks: the failures when they changed and once a day, the recovery, the last working page; 1.25 MB at most, and verify.sh lists what was left out. Bodies can have been erased (law, personal data): their hashes remain',
    ],
    [
      'proof/',
      'the signed checkpoint, the proof that the records are in its tree, the time stamps, what ties evidence.warc.gz to the records',
    ],
    ['key, tsa-roots/', 'the public key of the log and certificates of the authorities: better brought from elsewhere'],
    ['verify.sh, *.py', 'the check; short, and meant to be read'],
    ['SHA256SUMS', 'sums of all the files'],
  ],
  provesTitle: 'What it proves',
  proves: [
    'These exact records existed before the time of the time stamp.',
    'They were not finished before the earlier time stamp that they name.',
    'Nothing was changed, inserted or removed since any checkpoint of this log that somebody else holds.',
    'The figure follows from the records by the published method.',
  ],
  notTitle: 'What it does not prove',
  not: [
    'That the probe told the truth when it recorded.',
    'That the operator of the probe did not run a second log.',
    'That users suffered what the probe did.',
    'Why it happened.',
  ],
  reducedBy:
    'Publishing the key early, a second place of measurement run by somebody else, witnesses of the log and other archives make this less.',
  notAReport: 'It is not a bailiff’s report.',
}

const fr: BundleText = {
  title: 'Preuves d’une indisponibilité mesurée par Vigie',
  about: (address) =>
    `Ce dossier contient les mesures dont un chiffre est tiré, et de quoi les vérifier sans faire confiance à leur auteur.\n${address}`,
  checkTitle: 'Comment vérifier',
  check: [
    `  ${commands[0]}`,
    `  ${commands[1]}`,
    'Il faut openssl 3, sha256sum et Python 3, sans réseau. KEY est la clé publique du journal, obtenue ailleurs que dans ce dossier : une copie',
    'antérieure de /log/key sur le site, ou celle qu’un tiers a conservée. ROOTS.pem contient les certificats racines des autorités',
    'd’horodatage, pris sur leurs propres sites. À défaut, verify.sh se fie à ceux du dossier et le dit. Il se termine par le code 0, ou nomme',
    'le premier défaut.',
  ],
  filesTitle: 'Contenu',
  files: [
    ['figure.json', 'le chiffre : quelle durée, entre quelles bornes, à quel point de contrôle'],
    ['observations.csv', 'les observations en tableau : quand, et pour quoi chacune compte'],
    ['records.bin', 'les enregistrements, octet pour octet, chacun précédé de sa longueur (16 bits, gros-boutiste)'],
    [
      'evidence.warc.gz',
      'ce qui a circulé sur le réseau lors de certaines observations : les échecs à chaque changement et une fois par jour, le rétablissement, la dernière page en service ; 1,25 Mo au plus, verify.sh énumère ce qui a été laissé de côté. Un corps peut avoir été effacé (loi, données personnelles) : son empreinte demeure',
    ],
    [
      'proof/',
      'le point de contrôle signé, la preuve que les enregistrements sont dans son arbre, les horodatages, ce qui rattache evidence.warc.gz aux enregistrements',
    ],
    ['key, tsa-roots/', 'la clé publique du journal et des certificats des autorités : mieux vaut les obtenir ailleurs'],
    ['verify.sh, *.py', 'la vérification ; courte, faite pour être lue'],
    ['SHA256SUMS', 'les sommes de tous les fichiers'],
  ],
  provesTitle: 'Ce que cela prouve',
  proves: [
    'Exactement ces enregistrements existaient avant l’heure de l’horodatage.',
    'Ils n’étaient pas achevés avant l’horodatage antérieur qu’ils nomment.',
    'Rien n’a été modifié, inséré ni retiré depuis tout point de contrôle de ce journal qu’un tiers détient.',
    'Le chiffre découle des enregistrements par la méthode publiée.',
  ],
  notTitle: 'Ce que cela ne prouve pas',
  not: [
    'Que la sonde a dit la vérité au moment d’enregistrer.',
    'Que l’exploitant de la sonde n’a pas tenu un second journal.',
    'Que les usagers ont subi ce que la sonde a subi.',
    'Pourquoi cela s’est produit.',
  ],
  reducedBy:
    'Publier la clé tôt, un second point de mesure tenu par un tiers, des témoins du journal et d’autres archives réduisent cette part.',
  notAReport: 'Ce n’est pas un constat d’huissier.',
}

const ar: BundleText = {
  title: 'أدلة على انقطاع قاسته Vigie',
  about: (address) => `يضم هذا الملف القياسات التي استُخلص منها رقم واحد، وما يلزم للتحقق منها دون الثقة بمن أنجزها.\n${address}`,
  checkTitle: 'كيفية التحقق',
  check: [
    `  ${commands[0]}`,
    `  ${commands[1]}`,
    'يلزم openssl 3 و sha256sum و Python 3، دون شبكة. KEY هو المفتاح العمومي للسجل، من مصدر غير هذا الملف: نسخة سابقة من /log/key في الموقع',
    'أو نسخة احتفظ بها غيرنا. ويضم ROOTS.pem الشهادات الجذرية لسلطات ختم الوقت، مأخوذة من مواقعها. وبدونهما يثق verify.sh بما في هذا الملف',
    'ويصرّح بذلك. وينتهي بالرمز 0، أو يسمّي أول خلل.',
  ],
  filesTitle: 'المحتوى',
  files: [
    ['figure.json', 'الرقم: كم دام، وبين أي حدّين، وعند أي نقطة مراقبة'],
    ['observations.csv', 'المعاينات في جدول: متى، وبِمَ تُحتسب كل واحدة'],
    ['records.bin', 'التسجيلات حرفًا بحرف، يسبق كلًّا منها طولُه (16 بتًّا)'],
    [
      'evidence.warc.gz',
      'ما مرّ عبر الشبكة في بعض المعاينات: الإخفاقات عند كل تغيّر ومرة كل يوم، وعودة الخدمة، وآخر صفحة عاملة؛ 1,25 ميغابايت على الأكثر، ويسرد verify.sh ما لم يُدرج. وقد يكون محتوى ما قد مُحي (قانونًا أو حمايةً للمعطيات الشخصية) فتبقى بصمته',
    ],
    ['proof/', 'نقطة المراقبة الموقّعة، وبرهان أن التسجيلات في شجرتها، وأختام الوقت، وما يربط evidence.warc.gz بالتسجيلات'],
    ['key, tsa-roots/', 'المفتاح العمومي للسجل وشهادات السلطات: الأفضل الحصول عليها من مصدر آخر'],
    ['verify.sh, *.py', 'برنامج التحقق؛ قصير، وُضع ليُقرأ'],
    ['SHA256SUMS', 'بصمات جميع الملفات'],
  ],
  provesTitle: 'ما يثبته',
  proves: [
    'أن هذه التسجيلات بعينها كانت موجودة قبل وقت الختم.',
    'أنها لم تكتمل قبل الختم السابق الذي تذكره.',
    'أن شيئًا لم يُغيَّر ولم يُضَف ولم يُحذف منذ أي نقطة مراقبة لهذا السجل يحتفظ بها غيرنا.',
    'أن الرقم ناتج عن التسجيلات بالطريقة المنشورة.',
  ],
  notTitle: 'ما لا يثبته',
  not: [
    'أن المسبار قال الحقيقة حين سجّل.',
    'أن مشغّل المسبار لم يمسك سجلًّا ثانيًا.',
    'أن المستعملين عانوا ما عاناه المسبار.',
    'لماذا حدث ذلك.',
  ],
  reducedBy: 'نشر المفتاح مبكرًا، ونقطة قياس ثانية يديرها غيرنا، وشهود على السجل، وأرشيفات أخرى تقلّص ذلك.',
  notAReport: 'ليس هذا محضر معاينة من مفوض قضائي.',
}

const texts: Readonly<Record<Language, BundleText>> = { fr, en, ar }
