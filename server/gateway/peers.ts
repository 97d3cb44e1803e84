import { BlockList, isIP } from 'node:net'

import type { Context } from 'hono'

import { readObject } from '#src/contract/read.ts'

/** The address of the socket, as @hono/node-server knows it; `null` for a call without one. */
export function readPeer(c: Context): string | null {
  const socket: unknown = readObject(readObject(c.env).incoming).socket
  const address =
    typeof socket === 'object' && socket !== null && 'remoteAddress' in socket ? socket.remoteAddress : null
  // An IPv4 peer of a socket that listens on IPv6.
  return typeof address === 'string' ? address.replace(/^::ffff:(?=\d+\.)/i, '') : null
}

/** Whether a host name or address means this machine only. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  )
}

/** Whether an address lies in one of the blocks (addresses or CIDR, as `readConfig` has checked them). */
export function createPeerCheck(blocks: readonly string[]): (address: string | null) => boolean {
  const trusted = new BlockList()
  for (const block of blocks) {
    const [address = '', bits] = block.split('/')
    const isV6 = isIP(address) === 6
    trusted.addSubnet(address, bits === undefined ? (isV6 ? 128 : 32) : Number(bits), isV6 ? 'ipv6' : 'ipv4')
  }
  return (address) => {
    if (address === null) return false
    const family = isIP(address)
    return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}
