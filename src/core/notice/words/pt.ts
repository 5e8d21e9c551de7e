import type { Vocabulary } from '../vocabulary.ts'

export const pt: Vocabulary = {
  language: 'pt',
  direction: 'ltr',
  subjects: `
    site/sites/website/sitio
    pagina
    servico/servicos
    servidor/servidores
    portal/plataforma/aplicacao/sistema/loja/forum
    acesso
    dominio
    banco/base de dados`,
  out: `
    indisponivel/indisponiveis/indisponibilidade
    nao esta/estao disponivel/disponiveis/acessivel
    nao disponivel
    fora do/de ar/servico/linha
    inacessivel
    interrompido/interrompida/interrupcao
    nao funciona/responde
    nao foi? possivel acessar/aceder/conectar
    sobrecarregado`,
  suspended: `
    suspenso/suspensa/suspensos/suspensas
    fechado/fechada
    encerrado/encerrada
    desativado/desativada/desactivado
    bloqueado
    cancelado
    nao existe mais`,
  work: `
    manutencao
    em obras`,
  changes: `
    atualizando/atualizacao/actualizacao
    migracao
    melhorias
    melhorando`,
  fault: `
    erro
    falha
    avaria
    problema tecnico
    problemas tecnicos
    dificuldades tecnicas
    instabilidade`,
  now: `
    atualmente/actualmente
    temporariamente
    momentaneamente
    no momento
    neste momento
    de momento
    ate novo aviso
    provisoriamente`,
  later: `
    mais tarde
    tente
    tentar novamente
    volte
    voltaremos/voltamos
    estaremos de volta
    em alguns/poucos minutos/instantes
    em breve
    o mais rapido
    assim que possivel
    novamente`,
  sorry: `
    desculpe/desculpa/desculpas
    lamentamos
    pedimos
    transtorno/transtornos
    inconveniente/inconvenientes/incomodo
    obrigado/agradecemos _ paciencia/compreensao
    sentimos muito`,
  doubt: `
    agentes/piscina/restaurante/museu/transito/trem/trens/voo/voos/ponte/projeto/projetos/evento
    aos sabados/domingos
    quando
    em/no caso
    pode/poderia/podem estar/ficar
    estara/estarao/ficara temporariamente? indisponivel/suspenso/fora
    estava/esteve
    alguns/algumas
    como
    por que
    produto/artigo/video/comentarios/inscricao/inscricoes/jogador/partida
    previsto/programado para
    anunciou/informou
    segundo`,
  notices: {
    suspension: `
      servico/servicos/site/portal/plataforma _ suspenso/suspensos/suspensa/encerrado
      temporariamente suspenso/suspensa/suspensos/fechado/encerrado
      suspenso/suspensa/fechado temporariamente/ate`,
    maintenance: `
      em manutencao
      manutencao programada/do/em/no
      para/por manutencao
      modo de? manutencao
      realizando _ manutencao
      trabalhos de manutencao
      voltaremos/voltamos _ breve/logo`,
    unavailable: `
      temporariamente/momentaneamente/atualmente/actualmente indisponivel/indisponiveis/inacessivel
      indisponivel temporariamente/momentaneamente/no/neste
      servico/site/pagina/portal/servidor/sistema _ indisponivel
      fora do ar
      servico nao disponivel`,
    account: `
      conta _ suspensa/desativada/cancelada
      site/dominio/hospedagem _ suspenso/suspensa
      se voce e o proprietario/dono/responsavel`,
    parked: `
      dominio _ a? venda
      comprar este dominio
      dominio _ expirado/expirou
      dominio _ estacionado/registrado`,
    default: `
      pagina padrao
      bem vindo ao nginx
      pagina predefinida`,
    error: `
      erro interno
      erro 500/502/503/504
      erro do/de/no servidor
      erro _ banco/base de dados
      erro ao estabelecer/conectar
      ocorreu um erro
      erro critico/inesperado/fatal
      problemas tecnicos
      problema tecnico
      dificuldades tecnicas
      falha tecnica`,
    construction: `
      em construcao
      em breve _ site`,
  },
}
