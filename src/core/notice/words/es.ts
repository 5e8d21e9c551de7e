import type { Vocabulary } from '../vocabulary.ts'

export const es: Vocabulary = {
  language: 'es',
  direction: 'ltr',
  subjects: `
    sitio/sitios/web/website
    pagina
    servicio/servicios
    servidor/servidores
    portal/plataforma/aplicacion/sistema/tienda/foro
    sede electronica
    acceso
    dominio
    base de datos`,
  out: `
    no disponible/disponibles
    no esta/estan disponible/disponibles/accesible/operativo
    no se encuentra disponible
    fuera de servicio/linea
    inaccesible
    caido/caida
    interrumpido/interrumpida/interrupcion
    no funciona/responde
    no es posible acceder
    no se puede acceder/conectar
    no podemos atender
    sobrecargado`,
  suspended: `
    suspendido/suspendida/suspendidos/suspendidas
    cerrado/cerrada
    desactivado/desactivada
    cancelado
    inhabilitado/deshabilitado
    ha dejado de
    ya no existe`,
  work: `
    mantenimiento
    en obras
    trabajos tecnicos`,
  changes: `
    actualizando/actualizacion
    migracion
    tareas de
    mejorando
    mejoras`,
  fault: `
    error
    fallo
    averia
    problema tecnico
    problemas tecnicos
    dificultades tecnicas
    incidencia`,
  now: `
    actualmente
    temporalmente
    momentaneamente
    en este/estos momento/momentos
    por el momento
    hasta nuevo aviso
    provisionalmente`,
  later: `
    mas tarde
    intentelo/intente/intenta/intentalo
    vuelva/vuelve/volver a? intentar/intentarlo
    volveremos/volvemos
    estaremos de vuelta
    en unos minutos/instantes
    en breve
    lo antes posible
    pronto`,
  sorry: `
    disculpa/disculpas/disculpe/disculpen
    lo sentimos
    lamentamos
    molestia/molestias
    inconveniente/inconvenientes
    gracias por su/tu paciencia/comprension
    perdon`,
  doubt: `
    agentes/piscina/restaurante/museo/trafico/tren/trenes/vuelo/vuelos/puente/proyecto/proyectos/evento
    los lunes/sabados/domingos
    si
    cuando
    en caso
    podria/puede/pueden estar
    estara/estaran/sera/seran no? temporalmente? disponible/suspendido/cerrado/fuera/indisponible
    estaba/estuvo
    algunos/algunas
    como
    por que
    producto/articulo/video/comentarios/inscripcion/oficina/jugador/partido
    previsto/programado para
    anuncio/informo
    segun`,
  notices: {
    suspension: `
      servicio/servicios/sitio/portal/plataforma _ suspendido/suspendidos/suspendida/cerrado
      temporalmente suspendido/suspendida/suspendidos/cerrado/cerrada
      cerrado/suspendido temporalmente/hasta`,
    maintenance: `
      en mantenimiento
      en labores/tareas/trabajos de mantenimiento
      por mantenimiento
      labores/tareas/trabajos/operaciones de mantenimiento
      mantenimiento programado/del/en
      modo mantenimiento/de
      realizando _ mantenimiento
      volveremos/volvemos _ pronto/breve
      en breve estaremos`,
    unavailable: `
      temporalmente/actualmente/momentaneamente no disponible
      temporalmente/actualmente/momentaneamente fuera
      servicio/sitio/pagina/portal/web/servidor/sistema _ no _ disponible
      no _ disponible temporalmente/actualmente/momentaneamente/en
      servicio no disponible
      fuera de servicio`,
    account: `
      cuenta _ suspendida/desactivada/cancelada
      sitio/dominio/hosting _ suspendido
      si usted? eres/es el propietario de/del`,
    parked: `
      dominio _ en venta
      comprar este dominio
      dominio _ expirado/caducado
      dominio _ estacionado/aparcado/registrado`,
    default: `
      pagina por defecto
      pagina predeterminada
      bienvenido a nginx
      funciona`,
    error: `
      error interno
      error 500/502/503/504
      error del/de servidor
      error _ base de datos
      error al? _ conectar/establecer
      ha ocurrido/habido un error
      se ha producido un error
      error critico/inesperado/fatal
      problemas tecnicos
      problema tecnico
      dificultades tecnicas
      puerta de enlace`,
    construction: `
      en construccion
      proximamente`,
  },
}
