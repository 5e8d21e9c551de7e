import { describe, expect, it } from 'vitest'
import { detectNotice, type Notice, noticePoints, noticePointsAlone } from '../../../src/core/notice/detect.ts'
import { readPage } from '../../../src/core/notice/page.ts'
import type { NoticeKind } from '../../../src/core/notice/vocabulary.ts'

const nowhere = { requestedUrl: null, finalUrl: null, retryAfter: false }
const test = (html: string): Notice => detectNotice(readPage(html), nowhere)

/** Language that is told, kind, page. */
const notices: readonly (readonly [string, NoticeKind, string])[] = [
  [
    'fr',
    'suspension',
    '<h2>Communiqué</h2><p>La caisse informe ses assurés que ses services en ligne sont suspendus pour des travaux techniques.</p>',
  ],
  [
    'fr',
    'unavailable',
    '<p>Nos services en ligne sont momentanément interrompus. Nous vous prions de nous excuser pour ce désagrément.</p>',
  ],
  ['fr', 'maintenance', '<h1>Oups !</h1><p>Nous effectuons une mise à jour. Revenez dans quelques minutes.</p>'],
  ['fr', 'maintenance', '<title>Site en maintenance</title>'],
  ['fr', 'error', '<p>Suite à un incident technique, la plateforme ne répond plus. Nos équipes sont à l’œuvre.</p>'],
  ['fr', 'suspension', '<p>L’accès à l’espace adhérent est suspendu jusqu’à nouvel ordre.</p>'],
  ['fr', 'account', '<p>Ce compte a été suspendu. Contactez votre hébergeur.</p>'],
  ['fr', 'parked', '<title>exemple.fr</title><p>Ce nom de domaine est à vendre !</p>'],
  ['fr', 'error', '<h1>Erreur lors de la connexion à la base de données</h1>'],
  ['ar', 'maintenance', '<h1>الموقع تحت الصيانة</h1><p>سنعود قريباً</p>'],
  ['ar', 'unavailable', '<p>الخدمة غير متوفّرة حالياً، يُرجى المحاولة لاحقاً.</p>'],
  ['ar', 'suspension', '<p>تم تعليق جميع الخدمات الإلكترونية للصندوق إلى إشعار آخر. يرجى التوجه إلى الوكالات.</p>'],
  ['ar', 'error', '<p>عذراً، حدث خطأ ما. الرجاء المحاولة مرة أخرى لاحقا.</p>'],
  ['ar', 'account', '<p>تم إيقاف هذا الحساب. يرجى الاتصال بمزود الخدمة.</p>'],
  ['ar', 'suspension', '<p>المنصة مغلقة حاليا. نعتذر عن الإزعاج.</p>'],
  ['ar', 'parked', '<p>اسم النطاق هذا معروض للبيع</p>'],
  ['en', 'suspension', '<p>Our online services are suspended until further notice.</p>'],
  ['en', 'maintenance', '<h1>We will be back soon</h1><p>Our shop is being upgraded.</p>'],
  ['en', 'unavailable', '<h1>Website is offline</h1><p>Please try again in a few minutes.</p>'],
  ['en', 'account', '<p>This website has been suspended because of an unpaid bill.</p>'],
  ['en', 'default', '<h1>It works!</h1>'],
  ['en', 'unavailable', '<h1>Outage</h1><p>We are aware of an outage that affects our website and are working on it.</p>'],
  ['fr', 'maintenance', '<title>Maintenance</title><img src="/logo.png" alt="">'],
  ['en', 'suspension', '<p>This service was discontinued on 1 March.</p>'],
  ['fr', 'suspension', '<p>Le téléservice est fermé du 24 au 26 décembre pour maintenance.</p>'],
  ['ar', 'maintenance', '<h2>الموقع في طور التحيين</h2>'],
  ['en', 'parked', '<title>example.com</title><p>example.com is for sale. Make an offer on this domain.</p>'],
  ['en', 'error', '<title>Server Error (500)</title><h1>Server Error (500)</h1>'],
  ['es', 'maintenance', '<p>Sitio en mantenimiento. Volveremos pronto.</p>'],
  ['es', 'unavailable', '<p>El servicio no está disponible en este momento. Inténtelo más tarde.</p>'],
  ['es', 'account', '<p>Esta cuenta ha sido suspendida.</p>'],
  ['de', 'maintenance', '<p>Wegen Wartungsarbeiten steht der Dienst vorübergehend nicht zur Verfügung. Wir bitten um Verständnis.</p>'],
  ['de', 'unavailable', '<p>Diese Seite ist momentan nicht erreichbar.</p>'],
  ['de', 'parked', '<h1>Hier entsteht eine neue Internetpräsenz</h1>'],
  ['pt', 'maintenance', '<p>Estamos em manutenção. Voltaremos em breve!</p>'],
  ['pt', 'unavailable', '<p>Serviço temporariamente indisponível. Tente novamente mais tarde.</p>'],
  ['pt', 'error', '<h1>Erro ao estabelecer uma conexão com o banco de dados</h1>'],
]

const menu = ['Accueil', 'Actualités', 'Nos métiers', 'Contact', 'Plan du site', 'Nos agences']
  .map((text) => `<li><a href="/x">${text}</a></li>`)
  .join('')
const prose = 'Bienvenue dans votre espace client. Consultez vos comptes et effectuez vos virements. '.repeat(8)
const press =
  'La caisse a annoncé lundi la suspension de ses services, selon un communiqué. Les assurés se rendent aux guichets, où la file est longue. '

const ordinary: readonly (readonly [string, string])[] = [
  [
    'a form to sign in',
    '<title>Connexion</title><form><label>Mot de passe</label><input type="password"><button>Entrer</button></form><p>Mot de passe oublié ?</p>',
  ],
  [
    'a page that needs scripts',
    '<title>App</title><div id="root"></div><noscript>We are sorry, this service is unavailable without JavaScript.</noscript>',
  ],
  [
    'a company that maintains lifts',
    '<title>ABC Maintenance Services</title><h1>ABC Maintenance</h1><p>We repair lifts in all of Morocco.</p>',
  ],
  [
    'a banner about planned maintenance',
    `<p>Une maintenance est prévue dimanche de 2h à 4h : le service sera indisponible.</p><ul>${menu}</ul><p>${prose}</p>`,
  ],
  ['a banner about present maintenance', `<p>La messagerie est en maintenance.</p><ul>${menu}</ul><p>${prose}${prose}</p>`],
  [
    'a status page',
    '<title>Acme status</title><h1>All systems operational</h1><p>Nov 20: resolved. The API was unavailable for 12 minutes. Nov 12: the scheduled maintenance has been completed.</p>',
  ],
  [
    'a product that is sold out',
    '<title>Chaussure rouge</title><h1>Chaussure rouge</h1><p>Cet article est actuellement indisponible. Prévenez-moi de son retour.</p>',
  ],
  ['a video that is gone', '<title>Clip</title><h1>My video</h1><p>This video is no longer available.</p>'],
  [
    'documentation of errors',
    '<title>Error handling</title><h1>Error handling</h1><p>When the server is unavailable the client gets error 503. If the service is temporarily unavailable, try again later. Set the number of retries in the options of the client; the default is three.</p>',
  ],
  [
    'an article on maintenance pages',
    '<title>How to write a maintenance page</title><h1>How to write a maintenance page</h1><p>When your site is under maintenance, show a page that says so. In this article we explain how.</p>',
  ],
  [
    'news of an outage',
    `<title>Les services de la caisse suspendus - Le Journal</title><h1>Les services de la caisse suspendus</h1><ul>${menu}</ul><p>${press.repeat(10)}</p>`,
  ],
  [
    'a question',
    '<title>Is it down?</title><h1>Is it down right now?</h1><p>Enter the name of a website to find out whether it is down for everyone.</p><input name="q">',
  ],
  ['an empty search', '<title>Search</title><p>No results found. Please try again.</p><input name="q">'],
  ['a baker', '<title>Bakery</title><h1>Our bakery</h1><p>Closed on Mondays. Open from Tuesday to Sunday.</p>'],
  ['a mistake in a form', '<title>Inscription</title><p>Erreur : le champ nom est obligatoire.</p><form><input name="nom"></form>'],
  ['a ministry', '<title>وزارة الصحة</title><p>مرحبا بكم في البوابة الإلكترونية لوزارة الصحة. تتيح البوابة خدمات حجز المواعيد.</p>'],
  ['agents that are away', '<title>Chat</title><p>Our agents are currently offline. Leave a message.</p><textarea></textarea>'],
  [
    'a pool that is being built',
    '<title>Hotel</title><h1>Hotel Atlas</h1><p>The pool is under construction. We are sorry for the inconvenience.</p>',
  ],
  [
    'trains that stand still',
    '<title>Metro</title><p>Ligne 1 : trafic interrompu en raison d’un incident technique. Ligne 2 : trafic normal.</p>',
  ],
  ['opening hours', '<title>Mairie</title><p>Nos services sont fermés le samedi.</p>'],
  ['an estate for sale', '<title>Immobilier</title><h1>Domaine à vendre</h1><p>Domaine viticole à vendre, 12 hectares.</p>'],
  ['ceilings', '<title>Suspended ceilings</title><h1>Suspended ceilings</h1><p>We install suspended ceilings in offices.</p>'],
  [
    'a company that repairs heating',
    '<title>Wartung</title><h1>Wartung und Reparatur</h1><p>Wir warten Ihre Heizung. Rufen Sie uns an.</p>',
  ],
  ['nothing at all', ''],
]

describe('the notice test', () => {
  it.each(notices)('finds in %s: %s %s', (language, kind, html) => {
    const { points, kind: found, passage } = test(html)
    expect(points).toBeGreaterThanOrEqual(noticePointsAlone)
    expect([passage?.language, passage?.direction, found]).toEqual([language, language === 'ar' ? 'rtl' : 'ltr', kind])
  })

  it.each(ordinary)('leaves in peace: %s', (_name, html) => {
    expect(test(html).points).toBeLessThan(noticePointsAlone)
  })

  it('quotes the sentence as it is written, not the folded one, and not the title where the page says more', () => {
    const { passage } = test('<title>Maintenance</title><p>Bonjour.</p><p>Le site est <b>en</b>&nbsp;maintenance.</p>')
    expect(passage?.text).toBe('Le site est en maintenance.')
  })

  it('tells every weight, and their sum is the points', () => {
    const { points, reasons } = test(
      '<title>Maintenance en cours</title><h1>Le site est en maintenance</h1><p>Merci de votre patience. Revenez plus tard.</p>',
    )
    expect(reasons.map(({ code }) => code)).toEqual([
      'notice_statement',
      'notice_second_statement',
      'notice_title',
      'notice_heading',
      'notice_return',
      'notice_apology',
    ])
    expect(points).toBeCloseTo(reasons.reduce((sum, reason) => sum + reason.points, 0))
  })
})

describe('what else is on the page', () => {
  const notice = '<h1>Service indisponible</h1>'

  it('weighs against it, the more the longer', () => {
    const points = [0, 4, 16, 64].map((times) => test(`${notice}<p>${prose.repeat(times)}</p>`).points)
    expect(points).toEqual(points.toSorted((a, b) => b - a))
    expect([(points[0] ?? 0) >= noticePointsAlone, (points[3] ?? 0) < noticePoints]).toEqual([true, true])
  })

  it('weighs against it when people can sign in', () => {
    expect(test(`${notice}<input type="password">`).points).toBe(test(notice).points - 2)
  })
})

describe('how the page came', () => {
  const page = readPage('<p>Le service est perturbé.</p>')
  const points = (arrival: Partial<typeof nowhere> | { requestedUrl: string; finalUrl: string }) =>
    detectNotice(page, { ...nowhere, ...arrival }).points
  const plain = points({})

  it.each<[string, Parameters<typeof points>[0], number]>([
    ['Retry-After', { retryAfter: true }, 1.5],
    ['another host of the same site', { requestedUrl: 'https://a.example/', finalUrl: 'https://www.a.example/' }, 0],
    ['another site altogether', { requestedUrl: 'https://a.example/', finalUrl: 'https://a.test/' }, 1],
    ['an address that says so', { requestedUrl: 'https://a.example/', finalUrl: 'https://a.example/maintenance.html' }, 2.5],
    ['an address that always said so', { requestedUrl: 'https://a.example/maintenance', finalUrl: 'https://a.example/maintenance' }, 0],
  ])('%s', (_name, arrival, more) => {
    expect(points(arrival) - plain).toBeCloseTo(more)
  })
})
