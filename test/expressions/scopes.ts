// What the expressions of these tests see.
import type { Scope } from '../../runtime/expressions/expressions.js'

/** 2030-01-02T03:04:05.678Z */
export const now = Date.UTC(2030, 0, 2, 3, 4, 5, 678)

/** A scope as an operation has it, with ids that tell their kind. */
export function scopeWith(body: unknown, values: Readonly<Record<string, unknown>> = {}): Scope {
  return {
    values: {
      request: { body, path: { petId: 5, 'pet-id': 'rex' }, query: {}, headers: { 'x-tenant': 'acme' } },
      ...values,
    },
    now,
    ids: { uuid: () => 'a-uuid', ulid: (timeMs) => `ulid-${timeMs}`, nanoid: () => 'a-nanoid' },
  }
}
