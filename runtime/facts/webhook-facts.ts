// When webhooks of the contract are sent, where to, and with what.
import type { Condition, Template } from './basic-facts.js'

/** Webhooks that something happening sends, by their names in the contract. The others are sent on demand only. */
export type WebhooksFacts = Readonly<Record<string, WebhookFacts>>

/** What sends one webhook. */
export interface WebhookFacts {
  /** Pointer of its declaration in the document the generator read, for errors of its expressions. */
  readonly declaredAt?: string
  /** What must happen to a record. None: it is sent on demand only. */
  readonly on?: readonly WebhookEvent[]
  /** The URL. Default: `MOCK_WEBHOOK_URL`. */
  readonly to?: Template
  /** Sent only where it holds. In all expressions the record is `entity`, and what happened to it `action`. */
  readonly when?: Condition
  /** Default: the record where the webhook's schema has a place for it, in what its example or its schema says. */
  readonly body?: Template
}

/** Something that a request did to a record of an entity. */
export interface WebhookEvent {
  readonly entity: string
  readonly action: WebhookAction
}

export type WebhookAction = 'create' | 'update' | 'delete'
