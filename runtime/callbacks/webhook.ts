// One webhook with what is declared about it: on which changes it is sent, where to, and with what.

import type { Contract } from '../contract/contract.js'
import { MockError } from '../errors.js'
import { compileCondition, compileTemplate, type Scope } from '../expressions/expressions.js'
import type { EntitiesFacts, WebhookFacts } from '../facts.js'
import type { Ids } from '../ids.js'
import type { Json } from '../json.js'
import type { Change, Committed } from './committed.js'

/** A change that sends the webhook. */
export interface Occasion {
  readonly change: Change
  /** Undefined where its declaration says nothing. */
  readonly to: string | undefined
  readonly body: Json | undefined
}

/** A webhook, ready to be sent. */
export interface Webhook {
  /** The changes of a request that send it. MOCK_EXPRESSION when an expression has no value for one. */
  occasions(committed: Committed): readonly Occasion[]
  /** Where it goes without any change; undefined where that depends on one. */
  target(): string | undefined
}

/** What webhooks are compiled with. */
export interface WebhookParts {
  readonly contract: Contract
  readonly entities: EntitiesFacts
  readonly ids: Ids
}

/** Compiles the declaration of a webhook. */
export function compileWebhook(
  { on = [], to, when, body, declaredAt = '' }: WebhookFacts,
  { contract, entities, ids }: WebhookParts,
): Webhook {
  const holds = when === undefined ? undefined : compileCondition(when, `${declaredAt}/when`)
  const makeTo = to === undefined ? undefined : compileTemplate(to, `${declaredAt}/to`)
  const makeBody = body === undefined ? undefined : compileTemplate(body, `${declaredAt}/body`)
  const isMeant = (change: Change) =>
    on.some(({ entity, action }) => entity === change.entity && action === change.action)
  const scopeOf = ({ values, now }: Committed, { entity, action, record }: Change): Scope => {
    // What is never answered is never sent either, by whatever name an expression asks for it.
    const visible = contract.shape(entities[entity] ?? { schemas: [] }).visible
    return { values: { ...values, entity: visible ? visible(record) : record, action }, now, ids }
  }
  return {
    occasions: (committed) =>
      committed.changes.filter(isMeant).flatMap((change): Occasion[] => {
        const scope = scopeOf(committed, change)
        if (holds !== undefined && !holds(scope)) return []
        return [{ change, to: toText(makeTo?.(scope)), body: makeBody?.(scope) }]
      }),
    target() {
      try {
        return toText(makeTo?.({ values: {}, now: 0, ids }))
      } catch (error) {
        if (error instanceof MockError) return undefined
        throw error
      }
    },
  }
}

function toText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
