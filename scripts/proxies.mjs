// The proxies that tests put in front of gateways.
import { findOrInstall } from './find-program.mjs'

/** A runlevel of its own: the packages are not to start a server. */
const env = { RUNLEVEL: '1' }

/** The path of an nginx: `NGINX_PATH`, an installed one, Debian's package. Throws without any. */
export const findNginx = () =>
  findOrInstall({ label: 'nginx', variable: 'NGINX_PATH', packageName: 'nginx-light', env })

/** The same for Caddy, by `CADDY_PATH`. */
export const findCaddy = () =>
  findOrInstall({ label: 'Caddy', variable: 'CADDY_PATH', packageName: 'caddy', env })
