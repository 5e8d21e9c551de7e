import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { controlAddresses, targetAddress } from './network.ts'

/** PEM file pairs that nginx serves. */
export interface Leaf {
  readonly cert: string
  readonly key: string
}
export interface NginxOptions {
  readonly leaf: Leaf
  /** Bytes per second of the slow host's page; 0 is full speed. */
  readonly slowRate: number
}

/** Writes nginx.conf for the services: plain, TLS and slow hosts on one address. Returns its path. */
export function writeNginx(dir: string, options: NginxOptions): string {
  mkdirSync(join(dir, 'www'), { recursive: true })
  writeFileSync(
    join(dir, 'www', 'index.html'),
    `<!doctype html><title>Portal</title><h1>Welcome to the portal</h1><p>${'x'.repeat(2000)}</p>\n`,
  )
  const tls = `listen ${targetAddress}:443 ssl; ssl_certificate ${options.leaf.cert}; ssl_certificate_key ${options.leaf.key};`
  return writeConf(dir, 'services', [
    `server { listen ${targetAddress}:80; server_name www.example.test; root ${dir}/www; }`,
    `server { ${tls} server_name secure.example.test; root ${dir}/www; }`,
    `server { listen ${targetAddress}:80; server_name slow.example.test; root ${dir}/www; limit_rate ${options.slowRate}; }`,
  ])
}

/** Writes the configuration of the separate nginx that plays the control targets. */
export function writeControls(dir: string): string {
  return writeConf(
    dir,
    'controls',
    controlAddresses.map((address) => `server { listen ${address}:9000; return 204; }`),
  )
}

function writeConf(dir: string, name: string, servers: readonly string[]): string {
  const file = join(dir, `${name}.conf`)
  const text = [
    'daemon off; master_process off;',
    `pid ${dir}/${name}.pid; error_log ${dir}/${name}.err;`,
    'events { worker_connections 512; }',
    `http { access_log off; client_body_temp_path ${dir}/${name}-body; proxy_temp_path ${dir}/${name}-proxy; fastcgi_temp_path ${dir}/${name}-fcgi;`,
    `uwsgi_temp_path ${dir}/${name}-uwsgi; scgi_temp_path ${dir}/${name}-scgi;`,
    ...servers,
    '}',
  ].join('\n')
  writeFileSync(file, `${text}\n`)
  return file
}
