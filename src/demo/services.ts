import type { Text } from '../core/monitor.ts'

/** Services that nobody offers, of organisations that do not exist. */
export const simulatedServices: readonly {
  readonly id: string
  readonly name: Text
  readonly organisation: Text
  readonly description: Text
}[] = [
  {
    id: 'guichet',
    name: { fr: 'Guichet en direct', ar: 'الشباك المباشر', en: 'Live counter' },
    organisation: { fr: 'Agence imaginaire du numérique', ar: 'الوكالة الخيالية للرقمنة', en: 'Imaginary digital agency' },
    description: {
      fr: 'Un vrai serveur de cette machine, observé toutes les deux secondes : il fonctionne, ralentit, tombe et revient.',
      ar: 'خادم حقيقي على هذا الجهاز يُرصد كل ثانيتين: يعمل ثم يتباطأ ثم يتوقف ثم يعود.',
      en: 'A real server on this machine, looked at every other second: it works, slows down, fails and comes back.',
    },
  },
  {
    id: 'remboursements',
    name: { fr: 'Remboursement des soins', ar: 'استرجاع مصاريف العلاج', en: 'Health reimbursements' },
    organisation: { fr: 'Caisse imaginaire de prévoyance', ar: 'الصندوق الخيالي للاحتياط', en: 'Imaginary health fund' },
    description: {
      fr: 'Suspendu pendant des semaines derrière une page qui répondait 200.',
      ar: 'عُلّق أسابيع خلف صفحة كانت تجيب بالرمز 200.',
      en: 'Suspended for weeks behind a page that answered 200.',
    },
  },
  {
    id: 'etat-civil',
    name: { fr: 'Actes d’état civil', ar: 'وثائق الحالة المدنية', en: 'Civil records' },
    organisation: { fr: 'Office imaginaire de l’état civil', ar: 'المكتب الخيالي للحالة المدنية', en: 'Imaginary civil registry' },
    description: {
      fr: 'Une panne ordinaire ; et, avant elle, une journée où un pare-feu nous refusait : rien ne dit si le service marchait.',
      ar: 'عطل عادي، وقبله يوم صدّنا فيه جدار حماية: لا ندري أكانت الخدمة تعمل أم لا.',
      en: 'An ordinary crash; and before it a day on which a firewall turned us away: nothing tells whether the service worked.',
    },
  },
  {
    id: 'rendez-vous',
    name: { fr: 'Prise de rendez-vous', ar: 'حجز المواعيد', en: 'Appointments' },
    organisation: { fr: 'Agence imaginaire du numérique', ar: 'الوكالة الخيالية للرقمنة', en: 'Imaginary digital agency' },
    description: {
      fr: 'Un service instable : il tombait et revenait sans cesse.',
      ar: 'خدمة غير مستقرة: كانت تتوقف وتعود بلا انقطاع.',
      en: 'A flapping service: it kept failing and coming back.',
    },
  },
  {
    id: 'foncier',
    name: { fr: 'Registre foncier', ar: 'السجل العقاري', en: 'Land register' },
    organisation: { fr: 'Conservation imaginaire', ar: 'المحافظة العقارية الخيالية', en: 'Imaginary land registry' },
    description: { fr: 'Répond, mais lentement.', ar: 'يجيب، ولكن ببطء.', en: 'Answers, but slowly.' },
  },
  {
    id: 'impots',
    name: { fr: 'Déclaration d’impôts', ar: 'التصريح الضريبي', en: 'Tax returns' },
    organisation: { fr: 'Trésor imaginaire', ar: 'الخزينة الخيالية', en: 'Imaginary treasury' },
    description: {
      fr: 'Une maintenance annoncée de quatre heures, qui en a duré plus de onze.',
      ar: 'صيانة أُعلن أنها ستدوم أربع ساعات فدامت أكثر من إحدى عشرة ساعة.',
      en: 'A maintenance announced for four hours that lasted more than eleven.',
    },
  },
  {
    id: 'bourses',
    name: { fr: 'Bourses d’études', ar: 'المنح الدراسية', en: 'Student grants' },
    organisation: { fr: 'Office imaginaire des études', ar: 'المكتب الخيالي للدراسات', en: 'Imaginary office of studies' },
    description: { fr: 'En panne en ce moment.', ar: 'متوقفة في هذه اللحظة.', en: 'Out at this moment.' },
  },
]
