// Work on records as one atomic unit, or as plain reads, and the entity tag of its answer.
import type { Reply } from '../http/reply.js'
import type { OpenSpace } from '../sandboxes/open-space.js'
import { type WatchedUnit, watch } from './after-commit/watched-unit.js'
import type { Call, ReadingWork, WritingWork } from './behaviour.js'
import { withEntityTag } from './conditions/entity-tag.js'
import { isSafe, withPreconditions } from './conditions/preconditions.js'

/** Runs work in a transaction of the call's sandbox, or in portions where that will do; its reply once everything is committed. */
export function inTransaction(call: Call, work: WritingWork): Promise<Reply> {
  const { performInPortions } = work
  return call.sandbox.use((space) =>
    performInPortions === undefined
      ? transactIn(space, call, work)
      : performInPortions(withPreconditions(call, space), space),
  )
}

/** The same in a space that is at hand. */
export async function transactIn(
  space: OpenSpace,
  call: Call,
  { perform, confirm = false, afterCommit }: WritingWork,
): Promise<Reply> {
  const asked = withPreconditions(call, space)
  if (afterCommit === undefined) {
    const reply = await space.entities.transaction((unit) => perform(asked, unit, space), { confirm })
    return withEntityTag(reply, space, isSafe(call.exchange.request.method))
  }
  let watched: WatchedUnit | undefined
  const made = await space.entities.transaction(
    (unit) => {
      watched = watch(unit, afterCommit.entities)
      return perform(asked, watched.unit, space)
    },
    { confirm },
  )
  const reply = withEntityTag(made, space, isSafe(call.exchange.request.method))
  afterCommit.tell(call, reply, { changes: watched?.changes() ?? [], now: space.clock.now() })
  return reply
}

/**
 * Runs work that only reads: each call of the store sees one consistent row or page. Where these do not fit together, it
 * reads again in a transaction, which is of one moment.
 */
export function byReading(call: Call, { perform }: ReadingWork): Promise<Reply> {
  return call.sandbox.use((space) => {
    const tagged = (reply: Reply) => withEntityTag(reply, space, isSafe(call.exchange.request.method))
    return perform(call, { records: space.entities.reader, mismatch }, space).then(
      tagged,
      (error: unknown) => {
        if (!(error instanceof Mismatch)) throw error
        return space.entities.transaction((unit) => perform(call, unit, space)).then(tagged)
      },
    )
  })
}

class Mismatch extends Error {
  override readonly name = 'Mismatch'
}

function mismatch(): never {
  throw new Mismatch('What was read was changed in between')
}
