// When a store may remove a space by itself: the net below the sweep, for sandboxes of servers that never come back.
import { defaultSandbox } from './registry.js'
import type { SandboxSettings } from './sandboxes.js'

/** Much later than the sweep would end the sandbox, so that the sweep does it wherever there is still a server. */
const timesUnused = 10

/**
 * By the name of a space (`mock/sandbox/unique`), after how many milliseconds of real time without any call it is abandoned.
 * Undefined for what must stay: the registry, the default sandbox, and snapshots, which nobody calls for long.
 */
export function abandonedAfter({ expireAfterMs }: SandboxSettings): (space: string) => number | undefined {
  return (space) => {
    const [, sandbox, unique] = space.split('/')
    if (sandbox === undefined || unique === undefined || sandbox === defaultSandbox) return undefined
    return unique.startsWith('snapshot-') ? undefined : timesUnused * expireAfterMs
  }
}
