// What work costs this process and a Redis in CPU time: steadier than speed on a machine that others use as well.
import type { RedisServer } from '../../test/support/redis-server.js'
import { cpuMicros } from '../lib/cpu.js'
import { median } from '../lib/report.js'

export interface CpuMeter {
  /** Does the work, and remembers under a name what each of its `count` calls cost. */
  of<T>(name: string, count: number, work: () => Promise<T>): Promise<T>
  /** The medians of a name, the first time left out: `Node 40 µs, Redis 30 µs`. */
  show(name: string): string
}

export async function openCpuMeter(server: RedisServer): Promise<CpuMeter> {
  const pid = Number(/process_id:(\d+)/.exec(String(await server.ask('INFO', 'server')))?.[1])
  const costs = new Map<string, { readonly node: number; readonly redis: number }[]>()
  return {
    async of(name, count, work) {
      const redisBefore = cpuMicros(pid) ?? Number.NaN
      const before = process.cpuUsage()
      const result = await work()
      const { user, system } = process.cpuUsage(before)
      const redis = ((cpuMicros(pid) ?? Number.NaN) - redisBefore) / count
      costs.set(name, [...(costs.get(name) ?? []), { node: (user + system) / count, redis }])
      return result
    },
    show(name) {
      const counted = (costs.get(name) ?? []).slice(1)
      const middle = (of: 'node' | 'redis') => median(counted.map((cost) => cost[of])).toFixed(1)
      return `Node ${middle('node')} µs, Redis ${middle('redis')} µs`
    },
  }
}
