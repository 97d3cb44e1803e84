import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const RELOAD_MS = 1000

export type Peer = { port: number; isDown: boolean }

/**
 * A real nginx in front of gateways: each client's address goes to one of them (`hash`), reads may be tried again at the
 * other, writes never: `proxy_next_upstream` counts DELETE among what may be sent twice, unless it is off.
 */
export function startNginx({
  folder,
  port,
  peers,
}: {
  folder: string
  port: number
  peers: readonly Peer[]
}) {
  writePeers(folder, peers)
  writeFileSync(join(folder, 'nginx.conf'), describeProxy(folder, port))
  const nginx = process.env.NGINX_PATH ?? 'nginx'
  const child = spawn(nginx, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  return {
    /** Takes gateways out or puts them back, as the operator of a load balancer does: no connection is cut. */
    setPeers: async (now: readonly Peer[]): Promise<void> => {
      writePeers(folder, now)
      child.kill('SIGHUP')
      await pause(RELOAD_MS)
    },
    /** Calls by where they went; `at both` = a read that was tried again at the other gateway. */
    calls: (): Record<string, number> => {
      const lines = readFileSync(join(folder, 'access.log'), 'utf8').trim().split('\n')
      const places = lines.map((line) => /\[([^\]]*)\]/.exec(line)?.[1] ?? '')
      const of = (peer: Peer) => places.filter((place) => place === `127.0.0.1:${peer.port}`).length
      return {
        ...Object.fromEntries(peers.map((peer, index) => [String(index), of(peer)])),
        'at both': places.filter((place) => place.includes(',')).length,
      }
    },
    stop: async (): Promise<void> => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function writePeers(folder: string, peers: readonly Peer[]): void {
  const lines = peers.map(({ port, isDown }) => `server 127.0.0.1:${port}${isDown ? ' down' : ''};`)
  writeFileSync(join(folder, 'gateways.conf'), `${lines.join('\n')}\n`)
}

function describeProxy(folder: string, port: number): string {
  return `
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 512; }
http {
  log_format calls '$request_method $uri $status [$upstream_addr] [$upstream_status]';
  access_log ${folder}/access.log calls;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream flowstop {
    hash $remote_addr consistent;
    include ${folder}/gateways.conf;
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${port};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_connect_timeout 3s;
    proxy_read_timeout 90s;
    client_max_body_size 2m;
    location / {
      error_page 418 = @write;
      if ($request_method !~ ^(GET|HEAD)$) { return 418; }
      proxy_next_upstream error timeout;
      proxy_pass http://flowstop;
    }
    location @write {
      proxy_next_upstream off;
      proxy_pass http://flowstop;
    }
  }
}
`
}
