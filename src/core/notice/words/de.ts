import type { Vocabulary } from '../vocabulary.ts'

export const de: Vocabulary = {
  language: 'de',
  direction: 'ltr',
  subjects: `
    webprasenz/internetprasenz/prasenz/onlineangebot/onlinedienst/onlinedienste
    seite/seiten/website/webseite/webseiten/internetseite/homepage/internetauftritt
    dienst/dienste/service/angebot
    server/system/systeme
    portal/plattform/anwendung/shop/onlineshop/forum
    zugang/zugriff
    domain
    datenbank`,
  out: `
    nicht verfugbar/erreichbar/zuganglich/aufrufbar
    nicht zur verfugung
    offline
    ausser betrieb
    unterbrochen
    ausgefallen
    gestort
    uberlastet
    kann nicht angezeigt/geladen/erreicht
    steht _ nicht zur`,
  suspended: `
    gesperrt
    gesperrte
    geschlossen
    deaktiviert
    abgeschaltet
    eingestellt
    ausgesetzt`,
  work: `
    wartung/wartungsarbeiten/wartungsmodus/wartungsarbeit/wartungspause
    gewartet`,
  changes: `
    uberarbeitet/uberarbeitung
    aktualisiert/aktualisierung
    umbau
    umgebaut`,
  fault: `
    fehler
    storung
    technische/technischer/technisches/technischen problem/probleme/problemen/schwierigkeiten/storung/fehler/grunden/defekt
    fehlgeschlagen`,
  now: `
    derzeit
    momentan
    vorubergehend
    zurzeit
    zur zeit
    aktuell
    im moment
    gerade
    bis auf weiteres
    kurzzeitig`,
  later: `
    spater
    versuchen sie es
    erneut versuchen
    bald wieder
    in kurze
    wieder fur sie
    sind gleich
    in wenigen minuten
    schnellstmoglich
    nochmals/nochmal
    wieder verfugbar/erreichbar/online`,
  sorry: `
    entschuldigung/entschuldigen
    tut uns leid
    unannehmlichkeiten
    danke _ geduld/verstandnis
    ihre geduld
    ihr verstandnis
    bedauern
    bitten um verstandnis`,
  doubt: `
    schwimmbad/restaurant/museum/zug/zuge/bus/flug/brucke/aufzug/projekt/projekte/mitarbeiter/bedeutet
    am montag/dienstag/mittwoch/donnerstag/freitag/samstag/sonntag
    montags/samstags/sonntags
    wenn
    falls
    konnte/konnten
    war/waren
    einige
    warum
    produkt/artikel/video/kommentare/anmeldung/spieler/strasse
    geplant/geplante/angekundigt
    laut`,
  notices: {
    suspension: `
      dienst/seite/website/service/portal _ eingestellt/ausgesetzt/geschlossen
      vorubergehend/derzeit/momentan geschlossen/eingestellt/ausgesetzt
      bis auf weiteres geschlossen/eingestellt`,
    maintenance: `
      in kurze wieder
      bald wieder da/online/erreichbar/verfugbar/fur
      wegen wartungsarbeiten/wartung
      wartungsarbeiten/wartungsmodus/wartungspause
      in wartung
      wird _ gewartet/uberarbeitet/aktualisiert
      wegen _ wartungsarbeiten/umbau
      sind gleich/bald _ zuruck/da
      gleich wieder da
      im umbau`,
    unavailable: `
      derzeit/momentan/vorubergehend/zurzeit/zeit/aktuell/gerade nicht verfugbar/erreichbar/zuganglich/aufrufbar
      seite/dienst/website/webseite/server/service/portal/system _ nicht verfugbar/erreichbar
      steht derzeit/momentan/vorubergehend nicht
      dienst/service nicht verfugbar
      ausser betrieb`,
    account: `
      account/konto/webspace/prasenz/domain/website/webseite _ gesperrt/deaktiviert
      gesperrte domain/webseite/website
      wenn sie der inhaber`,
    parked: `
      zum verkauf angeboten
      domain/domains/de/com/net/org/eu/info _ zum verkauf
      domain _ zum? verkauf/kaufen/verkaufen
      domain _ geparkt/parken/registriert
      diese domain steht
      hier entsteht
      domain kaufen`,
    default: `
      willkommen bei nginx
      standardseite
      es funktioniert
      wurde noch keine? _ hinterlegt/eingerichtet/website`,
    error: `
      interner serverfehler/server
      serverfehler
      fehler 500/502/503/504
      datenbankfehler
      datenbankverbindung
      fehler beim aufbau
      fehler _ aufgetreten
      fehler _ datenbank
      technische storung
      technischer/interner fehler
      technische/technischen/technischer problem/probleme/problemen/schwierigkeiten/grunden
      kritischer fehler
      unerwarteter fehler`,
    construction: `
      im aufbau
      in kurze online
      demnachst`,
  },
}
