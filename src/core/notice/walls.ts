import type { FailureCode } from '../failure.ts'
import type { Page } from './page.ts'
import { type PhraseList, phraseFinder } from './phrases.ts'
import { wordsOf } from './words.ts'

/** Something that stands between us and the service: we could not tell how the service is. */
export interface Wall {
  readonly code: Extract<FailureCode, 'blocked_waf' | 'blocked_rate_limit' | 'blocked_geo' | 'blocked_login'>
  /** What says so, as it is written. */
  readonly passage: string
}

/**
 * Whether a short page says that we ourselves are refused: by a firewall, a bot check, a rate limit or for our country. What blocked.ts knows by
 * the marks of vendors, this finds in the words, for pages that come with an accepted status.
 */
export function wallOf(page: Page): Wall | null {
  if (page.textLength > longestWall) return null
  for (const { text } of page.blocks) {
    const found = find(wordsOf(text.slice(0, longestWall))).find(({ tag }) => tag !== 'blocked_waf' || page.fields.length <= fewFields)
    if (found !== undefined) return { code: found.tag, passage: text }
  }
  return null
}

/** A bot check asks for nothing, or for one answer; a contact form with such a check is a page that works. */
const fewFields = 2
/** Walls say little; an ordinary page may well tell how to get past one. */
const longestWall = 1_500

const lists: readonly PhraseList<Wall['code']>[] = [
  {
    tag: 'blocked_waf',
    phrases: `
      access denied
      access to this page/site/website has been denied/blocked
      you have been blocked
      your request/ip/access _ blocked/rejected
      request blocked
      requested url was rejected
      checking your browser
      checking if the site connection is secure
      verify/verifying that? you are/re not? human/a
      prove _ human
      are you a? robot/human
      not a robot
      unusual/suspicious traffic/activity
      attention required
      enable javascript and cookies to continue
      complete the security check
      blocked for security reasons
      support id
      رقم الدعم
      acces/accès refuse/refusé/interdit/bloque/bloqué
      bloque/bloqué/rejetee/rejetée pour _ raisons de securite
      votre requete/requête/adresse _ bloquee/rejetee/bloqué
      verification de votre navigateur
      verifiez/vérifiez/confirmez que vous etes/n etes
      je ne suis pas un robot
      تم حظر/رفض/منع _ الوصول/طلبك/الطلب/وصولك
      الوصول مرفوض/محظور
      رفض الوصول
      التحقق من متصفحك/المتصفح
      تحقق من أنك
      لست روبوت/روبوتا/برنامج
      acceso denegado/bloqueado
      zugriff verweigert/blockiert/gesperrt
      acesso negado/bloqueado`,
  },
  {
    tag: 'blocked_rate_limit',
    phrases: `
      too many requests/attempts/queries
      rate limit/limited exceeded/reached
      you are being rate limited
      trop de requetes/tentatives/demandes
      طلبات كثيرة/كثيره
      عدد كبير _ الطلبات
      demasiadas solicitudes/peticiones
      zu viele anfragen
      muitas requisicoes/solicitacoes/solicitações`,
  },
  {
    tag: 'blocked_geo',
    phrases: `
      not/un/isn available/accessible/authorized in/from your/this country/region/location
      t available in/from your/this country/region/location
      unavailable in your/this country/region/location
      blocked _ your country/region
      pas accessible/disponible/autorise depuis/dans votre/ce pays/region
      indisponible depuis/dans votre/ce pays/region
      غير متاح/متوفر/متاحة/متوفرة في بلدك/منطقتك/دولتك
      no disponible/esta _ en su/tu pais
      in ihrem land nicht verfugbar
      nao disponivel em seu/no pais`,
  },
]

const find = phraseFinder(lists)
