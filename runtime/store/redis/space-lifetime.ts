// The safety net for abandoned spaces: Redis removes what nobody has used for a long real time.
import { monotonicMs } from '../../clock.js'
import type { RedisKeys } from './keys.js'
import type { Session } from './session.js'

/** Spaces that are remembered; forgetting one costs a script more. */
const maxRemembered = 10_000

/** Moves the end of a space when it is used, at most four times in its life. */
export class SpaceLifetime {
  readonly #keys: RedisKeys
  readonly #abandonedAfterMs: (space: string) => number | undefined
  readonly #touched = new Map<string, number>()

  constructor(keys: RedisKeys, abandonedAfterMs: (space: string) => number | undefined) {
    this.#keys = keys
    this.#abandonedAfterMs = abandonedAfterMs
  }

  /** Called after each use. Nobody waits for it: when it fails, the next use tries again. */
  used(space: string, { run }: Session): void {
    const lifeMs = this.#abandonedAfterMs(space)
    if (lifeMs === undefined) return
    const now = monotonicMs()
    const last = this.#touched.get(space)
    if (last !== undefined && now - last < lifeMs / 4) return
    if (this.#touched.size >= maxRemembered) this.#touched.clear()
    this.#touched.set(space, now)
    const { meta, due, registry } = this.#keys.space(space)
    run('touch', [meta, due, registry], [Math.ceil(lifeMs)]).catch(() => this.#touched.delete(space))
  }

  forget(space: string): void {
    this.#touched.delete(space)
  }
}
