// Keeps a space as it is while somebody copies it.
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../clock.js'
import type { Store } from '../store/store.js'
import { changeState } from './change-state.js'
import type { SpaceState } from './space-state.js'
import { holdPollMs } from './state-guard.js'

/** How long a hold lasts unless it is renewed: others wait no longer for a process that has ended. */
const holdMs = 5_000

/** How often somebody who wants to hold the space looks whether it is free: for a minute. */
const maxLooks = 60_000 / holdPollMs

/** A space that nobody else writes to. */
export interface Hold {
  /** Makes the hold last on where it would end soon; throws HoldLost when it has ended. */
  keep(): Promise<void>
  /** Ends the hold with a last change of the state; false when it has ended before. */
  end(change?: (state: SpaceState) => SpaceState): Promise<boolean>
}

/** The hold ended while the space was being copied: the copy may hold a part of somebody's change. */
export class HoldLost extends Error {
  override readonly name = 'HoldLost'
}

/** Takes hold of a space, as soon as nobody else has. Undefined when the space is not there any more or was replaced. */
export async function holdSpace(
  store: Store,
  space: string,
  wall: Clock,
  by: string,
): Promise<Hold | undefined> {
  const isOurs = ({ hold }: SpaceState) => hold?.by === by
  const taken = (state: SpaceState): SpaceState => ({ ...state, hold: { by, until: wall.now() + holdMs } })
  let isBusy = true
  for (let look = 0; isBusy; look++) {
    if (look > maxLooks) throw new HoldLost(`Others hold the space "${space}" all the time`)
    if (look > 0) await delay(holdPollMs)
    isBusy = false
    const isTaken = await changeState(store, space, (state) => {
      isBusy = state.hold !== undefined && wall.now() < state.hold.until
      return isBusy || state.movedTo !== undefined ? undefined : taken(state)
    })
    if (!isTaken && !isBusy) return undefined
  }
  let renewAt = wall.now() + holdMs / 2
  return {
    async keep() {
      if (wall.now() < renewAt) return
      renewAt = wall.now() + holdMs / 2
      const renewed = await changeState(store, space, (state) => (isOurs(state) ? taken(state) : undefined))
      if (!renewed) throw new HoldLost(`The hold on space "${space}" has ended`)
    },
    end: (change = (state) => state) =>
      changeState(store, space, ({ hold, ...state }) =>
        hold?.by === by && state.movedTo === undefined ? change(state) : undefined,
      ),
  }
}
