import type { Vocabulary } from '../vocabulary.ts'

export const fr: Vocabulary = {
  language: 'fr',
  direction: 'ltr',
  subjects: `
    site/sites
    service/services/eservice/eservices/teleservice/teleservices/prestations
    page/url
    serveur/serveurs
    plateforme/plate forme?
    portail/application/systeme/espace
    boutique/forum
    acces
    domaine
    base de donnees
    demarches en ligne
    teleprocedure/teleprocedures`,
  out: `
    indisponible/indisponibles/indisponibilite
    non/pas disponible/disponibles
    n est/sont plus/pas actuellement/momentanement/temporairement? accessible/accessibles/disponible/disponibles/joignable
    plus/pas accessible/accessibles
    inaccessible/inaccessibles
    hors ligne/service
    en panne
    injoignable
    interrompu/interrompus/interrompue/interrompues
    interruption
    perturbe/perturbes
    ne repond/fonctionne/fonctionnent pas/plus
    impossible d acceder
    impossible de traiter/se? connecter/charger/joindre
    en mesure de
    pas capable de
    sature/surcharge`,
  suspended: `
    suspendu/suspendue/suspendus/suspendues
    suspension
    ferme/fermee/fermes/fermees
    fermeture
    desactive/desactivee/desactives
    n existe/existent plus
    a/ont cesse
    arrete/arretee
    bloque/bloquee
    mis/mise/mises hors
    archive`,
  work: `
    maintenance
    en travaux
    operation technique`,
  changes: `
    travaux
    mise/mises a jour
    mise/mises a niveau
    migration
    en cours de maintenance/modernisation/refonte/migration/mise/maj/reconstruction
    refonte
    evolution technique
    amelioration/ameliorations`,
  fault: `
    erreur/erreurs
    panne
    incident
    probleme technique
    problemes techniques
    difficulte/difficultes techniques/technique?
    dysfonctionnement/dysfonctionnements
    anomalie
    echoue/echouee
    defaillant`,
  now: `
    actuellement
    momentanement
    temporairement
    provisoirement
    pour le moment
    pour l instant
    en ce moment
    jusqu a nouvel ordre/avis
    brievement
    momentanee/temporaire/provisoire`,
  later: `
    plus tard
    ulterieurement
    reessayer/reessayez/reessaye
    renouveler votre
    revenir/revenez/repasser/repassez
    bientot de retour
    de retour bientot/prochainement/tres/dans
    dans quelques minutes/instants/heures
    retabli/retablie/retablis
    retablissement
    meilleurs delais
    verifier a nouveau
    de nouveau disponible/accessible/en`,
  sorry: `
    desole/desoles
    excuse/excuses/excuser
    gene occasionnee
    inconvenient/inconvenients/desagrement/desagrements
    merci de? _ patience/comprehension
    votre patience/comprehension
    regrettons
    oups
    nous nous efforcons`,
  doubt: `
    agent/agents/conseillers/piscine/restaurant/musee/bibliotheque/parking/spectacle/concert/episode/projet/projets
    trafic/train/trains/bus/tram/metro/vol/vols/pont/ascenseur
    signifie/indique/definition
    corrige/corrigee
    le/les/chaque lundi/mardi/mercredi/jeudi/vendredi/samedi/dimanche/lundis/samedis/dimanches
    au public
    est/sont prevue/prevu/prevus/prevues/programmee/programmees
    terminee/termine/resolu/resolue/retabli le
    si
    s il/elle
    lorsque/lorsqu/quand
    en cas
    pourra/pourrait/pourraient/peut/peuvent etre
    sera/seront temporairement/momentanement? indisponible/indisponibles/ferme/fermes/suspendu/suspendus/inaccessible/inaccessibles/interrompu
    etait/etaient
    a ete/pu retabli/repare/resolu
    certains/certaines/quelques
    comment
    pourquoi
    inscription/inscriptions/commentaires/produit/article/video/magasin/agence/agences/route/match/guichet
    prevu/prevue/prevus/programme/programmee le/pour
    a annonce/declare/indique
    selon
    permis/election/joueur/ministre/president/avocat/policier/depute`,
  notices: {
    suspension: `
      service/services/site/portail/plateforme/acces/eservices/teleservices _ suspendu/suspendus/suspendue
      suspension de/des/du _ service/services/site/acces/portail
      suspendu/suspendus/suspendue/suspendues jusqu a
      momentanement/temporairement/provisoirement/actuellement suspendu/suspendus/suspendue/ferme/fermee
      suspendu/suspendus/suspendue/ferme momentanement/temporairement/provisoirement
      site/service/portail/plateforme/boutique/forum _ ferme/fermee
      fermeture temporaire/provisoire/definitive
      ferme jusqu a
      a ete archive ou suspendu`,
    maintenance: `
      effectuons/procedons/realisons/menons _ maintenance/mise/mises/travaux/migration
      en maintenance
      en cours de maintenance
      maintenance en cours
      en cours de mise a jour/niveau
      travaux/operation/operations de maintenance
      pour cause/raison/raisons/motif de maintenance/travaux
      site/service/portail/plateforme en travaux
      maintenance technique/programmee/du/planifiee
      mode maintenance
      page de maintenance
      suite a une/des operation/operations
      fait l objet _ maintenance
      bientot de retour
      de retour tres? bientot
      revenons/reviendrons _ bientot/vite`,
    unavailable: `
      site/service/services/page/serveur/portail/plateforme/application/systeme/boutique _ indisponible/indisponibles/inaccessible/inaccessibles
      momentanement/temporairement/actuellement/provisoirement/brievement indisponible/indisponibles/inaccessible/inaccessibles/interrompu/interrompus/interrompue
      indisponible/indisponibles/inaccessible/inaccessibles momentanement/temporairement/actuellement/pour
      n est/sont pas actuellement/momentanement/temporairement? disponible/disponibles/accessible/accessibles
      n est/sont actuellement/momentanement/temporairement pas disponible/disponibles/accessible/accessibles
      indisponibilite temporaire/momentanee/du
      interruption temporaire/momentanee/de service
      hors service`,
    account: `
      compte _ suspendu/desactive/bloque
      hebergement _ suspendu/desactive/expire
      site/domaine a ete suspendu/desactive/bloque
      site/domaine/hebergement _ suspendu/desactive/bloque
      bande passante _ depassee
      contacter/contactez _ hebergeur
      si vous etes le proprietaire de ce/du site/compte/domaine`,
    parked: `
      ce domaine est a vendre
      nom de domaine _ a vendre
      domaine _ expire
      acheter ce domaine
      domaine _ reserve/enregistre/depose
      domaine est? parque
      domaine _ mis en vente
      page de parking`,
    default: `
      page par defaut
      bienvenue sur nginx/votre
      ca marche
      felicitations _ domaine
      votre hebergement est
      site n est pas encore/configure
      domaine _ vient d etre
      aucun site _ configure`,
    error: `
      erreur 500/502/503/504
      erreur interne
      erreur du/de serveur
      erreur serveur
      gateway incorrecte
      passerelle incorrecte
      mauvaise passerelle
      delai _ passerelle
      erreur lors/de la? connexion a la base
      erreur _ base de donnees
      connexion a la base de donnees
      erreur _ critique
      erreur _ inattendue
      erreur _ survenue
      une erreur s est produite
      une erreur est survenue
      erreur technique/fatale
      probleme technique
      problemes techniques
      difficultes techniques
      incident technique
      url demandee n a pas pu
      l erreur suivante s est produite
      reponse incorrecte/invalide d un
      connexion _ echoue/echouee
      oups _ erreur
      victime d une erreur`,
    construction: `
      en construction
      en cours de construction/creation
      site/page _ bientot disponible/ligne
      ouverture prochaine
      prochainement en ligne`,
  },
}
