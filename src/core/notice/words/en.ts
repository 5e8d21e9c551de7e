import type { Vocabulary } from '../vocabulary.ts'

export const en: Vocabulary = {
  language: 'en',
  direction: 'ltr',
  subjects: `
    site/sites/website/websites/webpage/homepage
    web site/page
    service/services/eservice/eservices
    page
    server/servers/backend
    system/systems
    platform/portal/application/app/store/shop/forum/board/wiki
    online banking/services/service
    access
    domain
    we are/re/ll
    url/resource/database`,
  out: `
    outage/outages
    over capacity
    experiencing _ traffic/load/demand/volume/volumes
    unavailable
    not available
    no longer available
    inaccessible
    not accessible/reachable
    unreachable
    offline
    off line
    out of service/order
    is/are/re currently/temporarily/now/unfortunately? down
    down for/at/until
    down right now
    is/are not working/operational/responding
    cannot/can be accessed/reached/displayed
    can t be accessed/reached/displayed
    could not be loaded/reached/retrieved
    unable to process/service/serve/handle/load/connect/complete
    has/have been taken down/offline
    overloaded
    being/been interrupted
    disrupted
    taking a break
    out of action
    experiencing/experienced _ outage/downtime`,
  suspended: `
    discontinued
    suspended
    suspending
    temporarily/permanently/currently/now closed
    has/have closed/ended
    has/have been closed/discontinued/shut/terminated/deactivated/disabled/archived/removed/retired/blocked
    is/are closed/disabled/discontinued/deactivated
    shut down
    shutting down
    no longer exists/operational/active/online
    ceased`,
  work: `
    maintenance`,
  changes: `
    upgrading/upgraded
    upgrade
    updating
    being updated/upgraded/improved/migrated/rebuilt/redesigned
    migration/migrating
    making some? improvements/changes/updates
    performing/undergoing _ update/updates/upgrade/upgrades
    improving our
    working hard/on/quickly
    moving to`,
  fault: `
    error
    technical problem/problems/difficulty/difficulties/issue/issues/fault/error
    something went wrong
    went wrong
    failure
    malfunction
    crashed
    timed out
    timeout
    unexpected/internal/fatal/critical/server/database error
    encountered an? problem/error/issue
    try/trying to? fix`,
  now: `
    currently
    temporarily
    temporary
    momentarily
    briefly
    at this/the time/moment
    right now
    for the moment
    until further notice
    presently`,
  later: `
    try again
    try _ later
    come/check/visit back
    be right? back
    back soon/shortly/later/online
    back up
    back in a
    be up shortly/soon
    return/returning soon/shortly
    check again
    visit us later
    will resume
    resume/resuming/restored/available soon/shortly/again
    please retry
    retry your
    will be restored
    will be available
    as soon as possible
    in a few minutes
    as quickly as`,
  sorry: `
    sorry
    apologize/apologise/apologies/apology
    inconvenience
    thank/thanks _ patience
    thank you for your? understanding
    bear with us
    oops
    whoops
    regret`,
  doubt: `
    agent/agents/advisors/pool/room/rooms/restaurant/museum/episode/episodes/project/projects/album/tour/event/events
    train/trains/bus/station/flight/flights/bridge/elevator/lift
    fixed
    indicates/means/causes/definition/rfc
    response/status code
    on monday/mondays/tuesday/tuesdays/wednesday/thursday/friday/fridays/saturday/saturdays/sunday/sundays/weekends/holidays
    whether
    has/have been? completed/resolved/fixed/restored
    completed/resolved
    if
    when/whenever
    may/might
    could be
    was/were unavailable/suspended/closed/down/offline/interrupted
    will be temporarily? unavailable/suspended/closed/down/offline/inaccessible
    in case/event
    some/certain/selected services/features/users/customers/functions/pages
    how to
    why
    registration/registrations
    scheduled/planned for/on
    item/product/products/size/video/comments/branch/branches/road/roads/player/school
    reported/said/says/announced
    upcoming
    history
    has been fixed/resolved/restored`,
  notices: {
    suspension: `
      service/services/eservices/site/website/portal/platform/access _ suspended until
      suspended until further notice
      site/website/service _ has/have closed
      closed until further notice
      this site has been archived or suspended
      closed for business
      temporarily suspended
      suspended temporarily`,
    maintenance: `
      closed/off/offline/down/unavailable/disabled for _ maintenance
      under/undergoing scheduled/planned/routine/urgent/emergency/essential/some/system/site/technical? maintenance
      down/closed/offline/unavailable for scheduled/planned/routine/essential/urgent/emergency/a/some? maintenance
      down/offline/unavailable due to scheduled/planned/routine/essential? maintenance
      site/website/system/server/scheduled/service maintenance
      maintenance mode/outage/downtime/break/page
      performing/doing/carrying _ maintenance
      in maintenance
      currently/temporarily/briefly/presently _ maintenance
      maintenance in progress
      maintenance is being/currently
      we are/re currently/busy? updating/upgrading our/the site/website/system/servers/store
      deploy/deployment/upgrade in progress
      be right back
      we ll be/have back
      will be right? back soon/shortly
      back soon
      back online soon/shortly`,
    unavailable: `
      service/system/website/site outage
      temporarily/currently/briefly/momentarily/presently unavailable/inaccessible/offline/down/overloaded
      unavailable/inaccessible/offline/down at this/the time/moment
      not available at this/the time/moment
      service/site/website/server/system/application/resource unavailable
      not available right now
      is/are down right now
      no server is available
      web server is down
      board offline
      unavailable at the moment
      page cannot be displayed
      is/are currently/temporarily not available/accessible/working/reachable/operational`,
    account: `
      account _ suspended/disabled/deactivated/terminated
      suspended account/domain/site/website/page
      site/website/domain/page/webspace _ suspended
      site/website/domain has been disabled/deactivated/blocked
      bandwidth limit/quota exceeded
      web/this app/application is stopped
      web app _ currently stopped
      contact your hosting/service provider
      if you are/re the owner of this site/website/account/domain
      if you are/re the site/website/account/domain? owner`,
    parked: `
      com/net/org/info/io/eu/co/fr/ma/me/uk/biz is? for sale
      com/net/org/info/io/eu/co/fr/ma/me/uk/biz may be for sale
      domain _ may be for sale
      domain _ is for sale
      domain is/has parked/expired
      domain name? is/may be? for sale
      domain is? parked
      buy this domain
      domain name? has expired
      parked free/page/domain/by/courtesy
      make an offer on this
      this domain _ available for purchase
      interested in this/purchasing domain/the
      inquire about this domain
      domain parking
      future home of
      domain is registered
      domain name? _ registered _ not
      purchase this domain
      domain may be for sale`,
    default: `
      welcome to nginx/openresty/tengine/caddy/centos
      apache2? _ default page
      web server _ default page
      default web/server/website/site page
      default web site page
      default page
      test page for the
      http server test page
      it works
      iis windows server
      internet information services
      this is the default
      web server _ successfully installed
      apache tomcat
      no web site is configured at this address
      site/website/domain not/is not configured/published
      no such app
      there is nothing here yet`,
    error: `
      uncaught error/exception/pdoexception
      mysqli_connect/mysql_connect/pg_connect
      parse error syntax
      connection refused in
      bad gateway
      gateway timeout/time
      internal server error
      service unavailable
      server error
      application error
      runtime error
      database error
      fatal error
      error 500/502/503/504/520/521/522/523/524/525/526/530
      500/502/503/504/520/521/522/523/524 error/service/bad/gateway/internal/backend
      http status? 500/502/503/504
      error establishing a database connection
      could/can not connect to the? database/mysql
      cannot connect to the? database/mysql
      unable to connect to the? database
      too many connections
      database connection failed/error
      error in/connecting _ database
      requested url could not be retrieved
      something went wrong
      unexpected error
      error _ occurred
      there has been a/an critical/technical/unexpected/serious error/problem
      there was a/an problem/error
      encountered an/a internal? unexpected? error/problem/misconfiguration
      temporary technical problem/error/problems/difficulties
      experiencing technical difficulties/problems/issues
      technical difficulties/difficulty
      backend fetch failed
      guru meditation
      invalid/incomplete response
      connection timed out
      origin is unreachable
      upstream connect error
      no healthy upstream
      connection to _ failed
      an error while processing
      error processing your request`,
    construction: `
      under construction
      coming soon
      site/website _ being built
      launching soon
      opening soon`,
  },
}
