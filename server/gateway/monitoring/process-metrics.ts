import { collectDefaultMetrics, Registry } from 'prom-client'

/**
 * Memory, processor, event loop and garbage collection under the names that dashboards for Node know. Once a process, by
 * whoever owns it: they begin watching at once and never stop.
 */
export function createProcessMetrics(): () => Promise<string> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return () => registry.metrics()
}
