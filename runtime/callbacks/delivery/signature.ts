// The headers of Standard Webhooks, by which a receiver knows a message again and knows who sent it.
import { createHmac } from 'node:crypto'

/** A key that messages are signed with. */
export type SigningKey = Uint8Array

/** The key of a secret: `whsec_` and base64, or any other text as it stands. */
export function signingKeyOf(secret: string): SigningKey {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  return base64 === undefined ? Buffer.from(secret, 'utf8') : Buffer.from(base64, 'base64')
}

/**
 * The headers of one attempt at `now` (epoch milliseconds): `webhook-id` is the same for all attempts of a message, and
 * `webhook-signature` is there when there is a key.
 */
export function webhookHeaders(
  { id, body = '' }: { readonly id: string; readonly body: string | undefined },
  now: number,
  key: SigningKey | undefined,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1_000))
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp }
  if (key === undefined) return headers
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { ...headers, 'webhook-signature': `v1,${signature}` }
}
