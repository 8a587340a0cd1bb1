// What keeps a server from starting and is not a bug: a sentence for the person who starts it, with a remedy.

export type StartErrorCode =
  | 'MOCK_PORT_IN_USE'
  | 'MOCK_PORT_FORBIDDEN'
  | 'MOCK_PORT_INVALID'
  | 'MOCK_HOST_INVALID'
  | 'MOCK_LOG_LEVEL_INVALID'
  | 'MOCK_SETTING_INVALID'
  | 'MOCK_SEED_INVALID'
  | 'MOCK_CONTRACT_UNREADABLE'
  | 'MOCK_UNKNOWN_HOOK'
  | 'MOCK_UNKNOWN_MIGRATION'
  | 'MOCK_STORE_UNUSABLE'

/** `message` says what is wrong and what to do; print it without the stack. */
export class StartError extends Error {
  readonly code: StartErrorCode

  constructor(code: StartErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options)
    this.name = 'StartError'
    this.code = code
  }
}
