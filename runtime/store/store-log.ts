// Where a store says what nobody asked for: a part of the runtime's log, so that stores do not depend on it.

/** `fields` are data, with an error under `err`; `message` is a short sentence. */
export interface StoreLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
