// Which nodes of a cluster answer: each has the spaces of its slots, and the others go on without it.
import type { RedisConnection, Send } from './connection.js'

export interface ClusterNodes {
  /** One that answers; undefined when none does. */
  readonly answering: Send | undefined
  /** The primaries that should be there, by what those say that answer. */
  readonly count: number
  /** `host:port` of those that do not answer, sorted. */
  readonly unreachable: readonly string[]
}

/** Asks every primary at once. */
export async function askNodes({ nodes }: Pick<RedisConnection, 'nodes'>): Promise<ClusterNodes> {
  const known = nodes()
  const expected = new Set(known.keys())
  const answering = new Map<string, Send>()
  const ask = async ([name, send]: readonly [string, Send]) => {
    const slots = await send('CLUSTER', ['SLOTS']).catch(() => undefined)
    if (slots === undefined) return
    answering.set(name, send)
    for (const primary of primariesOf(slots, name)) expected.add(primary)
  }
  await Promise.all([...known].map(ask))
  const unreachable = [...expected].filter((name) => !answering.has(name)).sort()
  const [first] = answering.values()
  return { answering: first, count: expected.size, unreachable }
}

// A range is [first slot, last slot, [host, port, …] of the primary, …]; no host is that of the node which was asked.
function primariesOf(slots: unknown, asked: string): readonly string[] {
  if (!Array.isArray(slots)) return []
  return slots.flatMap((range: unknown) => {
    const primary: unknown = Array.isArray(range) ? range[2] : undefined
    if (!Array.isArray(primary)) return []
    const [host, port]: readonly unknown[] = primary
    const name = typeof host === 'string' && host !== '' ? host : asked.replace(/:\d+$/, '')
    return [`${name}:${port}`]
  })
}
