// What the root of a document says about the whole mock.
import type { ErrorFacts, IdempotencyFacts } from './operation-facts.js'
import type { WebhooksFacts } from './webhook-facts.js'

/** Security schemes whose credentials are looked up among records, by the scheme's name. */
export type SecurityFacts = Readonly<Record<string, SchemeFacts>>

/** The record that a credential names is `session` in expressions; without one the answer is 401. */
export interface SchemeFacts {
  readonly entity: string
  /** The property that equals the credential: the API key, the bearer token, the user name of basic authentication. */
  readonly key: string
  /** For basic authentication: the property that equals the password. Default: any password. */
  readonly password?: string
}

/** What the root of the document says about the whole mock. The environment and options stand above it. */
export interface SettingsFacts {
  /** Name of the mock in its store. Default: made from the title. */
  readonly namespace?: string
  readonly sandbox?: { readonly header?: string; readonly required?: boolean }
  /** Default: on for POST and PATCH that keep something, when a request has the header. */
  readonly idempotency?: false | IdempotencyFacts
  readonly errors?: ErrorFacts & { readonly onConnectionFailure?: 'fail' | 'fallback' }
  readonly security?: SecurityFacts
  /** What sends webhooks. Default: they are sent on demand only. */
  readonly webhooks?: WebhooksFacts
  /** Names of the environment variables that expressions may read as `env.NAME`. */
  readonly env?: readonly string[]
}
