/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A made-up site, the same for the same seed: what is always there, and what changes from look to look. */
export interface Portal {
  readonly url: string
  /** The page of one ordinary look: other news, prices and dates, one variant or the other, at times with a section lost. */
  readonly look: (random: Random) => string
  /** The site's own frame around something else. */
  readonly frame: (main: string) => string
}

const languages = ['fr', 'ar', 'en'] as const

export function portalOf(seed: number): Portal {
  const random = seeded(seed)
  const language = languages[seed % languages.length] ?? 'fr'
  const words = vocabulary[language]
  const phrase = (from: Random, least: number, most: number): string =>
    Array.from({ length: least + Math.floor(from() * (most - least + 1)) }, () => pick(from, words)).join(' ')
  const name = phrase(random, 2, 3)
  const menu = Array.from({ length: 5 + Math.floor(random() * 8) }, () => phrase(random, 1, 3))
  const footer = Array.from({ length: 3 + Math.floor(random() * 5) }, () => phrase(random, 2, 4))
  const sections = Array.from({ length: 3 + Math.floor(random() * 4) }, () => phrase(random, 1, 3))
  const variants = [phrase(random, 6, 12), phrase(random, 6, 12)]
  const forms =
    random() < 0.5
      ? '<form><label>Q</label><input name="q"><button>OK</button></form>'
      : '<form><input name="user"><input type="password" name="pass"><button>OK</button></form>'
  const frame = (main: string): string =>
    `<!doctype html><html lang="${language}"><head><title>${name}</title></head><body><header><h1>${name}</h1><nav><ul>${items(menu)}</ul></nav></header>` +
    `<main>${main}</main><footer><ul>${items(footer)}</ul><p>© ${name} 2026</p></footer></body></html>`
  const look = (from: Random): string => {
    const lost = from() < 0.2 ? Math.floor(from() * sections.length) : -1
    const blocks = sections.map((title, index) => (index === lost ? '' : section(from, title, phrase)))
    const date = `${1 + Math.floor(from() * 28)}/${1 + Math.floor(from() * 12)}/2026 ${Math.floor(from() * 24)}:${Math.floor(from() * 60)}`
    return frame(`<p>${date}</p>${forms}<p>${from() < 0.5 ? variants[0] : variants[1]}</p>${blocks.join('')}`)
  }
  return { url: `https://portal-${seed}.example/`, look, frame }
}

function section(from: Random, title: string, phrase: (from: Random, least: number, most: number) => string): string {
  const entries = Array.from({ length: 3 + Math.floor(from() * 4) }, () => {
    // News tell of outages, too: of others.
    const headline = from() < 0.05 ? pick(from, sadNews) : phrase(from, 4, 10)
    return `<li><a href="/n">${headline}</a> <span>${Math.floor(from() * 10_000) / 100} €</span><p>${phrase(from, 8, 25)}.</p></li>`
  })
  return `<section><h2>${title}</h2><ul>${entries.join('')}</ul></section>`
}

function items(texts: readonly string[]): string {
  return texts.map((text) => `<li><a href="/x">${text}</a></li>`).join('')
}

function pick<T>(from: Random, list: readonly T[]): T {
  const one = list[Math.floor(from() * list.length)]
  if (one === undefined) throw new Error('an empty list')
  return one
}

const sadNews = [
  'Les services en ligne de la caisse suspendus pour maintenance',
  'La plateforme nationale est indisponible depuis lundi',
  'توقف خدمات الصندوق مؤقتا بسبب أشغال الصيانة',
  'Online banking unavailable for thousands of customers',
]

const vocabulary = {
  fr: `accueil actualité commune santé dossier carte mutuelle famille retraite école budget forêt rivière conseil projet accord réunion
  élection visite quartier marché saison récolte musée concert tribune équipe victoire voyage région province prix appel offre guide citoyen
  formulaire paiement quittance attestation demande rendez-vous agence horaire conseil laboratoire pharmacie médecin hôpital remboursement`.split(
    /\s+/,
  ),
  ar: `الرئيسية أخبار الصحة الأسرة التعليم المدرسة الميزانية الغابة النهر المجلس المشروع الاتفاق الاجتماع زيارة الحي السوق الموسم المتحف
  الفريق الفوز السفر الجهة الإقليم الثمن طلب عروض دليل المواطن استمارة أداء وصل شهادة موعد وكالة توقيت مختبر صيدلية طبيب مستشفى تعويض`.split(
    /\s+/,
  ),
  en: `home news health family school budget forest river council project agreement meeting visit district market season harvest museum concert
  team victory travel region price call tender guide citizen form payment receipt certificate request appointment agency hours laboratory
  pharmacy doctor hospital refund library garden bridge station ticket map weather sport culture`.split(/\s+/),
} as const
