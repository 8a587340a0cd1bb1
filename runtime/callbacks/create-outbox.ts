// Puts an outbox together from what was chosen.
import { systemClock } from '../clock.js'
import type { Contract } from '../contract/contract.js'
import type { EntitiesFacts, SettingsFacts } from '../facts.js'
import { createIds, createRandom, seededIds, seedOf } from '../ids.js'
import type { Logger } from '../logger.js'
import { Deliveries } from './delivery/deliveries.js'
import { Outbox } from './outbox.js'
import type { OutboxSettings } from './outbox-settings.js'

/** What was chosen for an outbox. */
export interface OutboxChoices extends OutboxSettings {
  /** Where everything is to repeat, ids of messages do, too. */
  readonly keySeed?: number
  readonly log: Logger
}

/** The outbox of a mock. */
export function createOutbox(
  contract: Contract,
  facts: { readonly entities: EntitiesFacts; readonly settings?: SettingsFacts },
  { keySeed, log, ...settings }: OutboxChoices,
): Outbox {
  const ids = keySeed === undefined ? createIds() : seededIds(keySeed, 'messages')
  // Two mocks that were started alike must not come back to a receiver at the same moments.
  const random = createRandom(seedOf(createIds().nanoid()))
  return new Outbox({
    contract,
    entities: facts.entities,
    webhooks: facts.settings?.webhooks ?? {},
    webhookUrl: settings.webhookUrl,
    deliveries: new Deliveries({ ...settings, clock: systemClock, ids, random, log }),
    ids,
    log,
  })
}
