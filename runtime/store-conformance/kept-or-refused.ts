// The choice that the contract leaves an adapter for what it cannot keep: exactly, or refused by name.
import assert from 'node:assert/strict'

/**
 * True when `work` was done. False when it was refused as the contract asks: with an error that has the code and the remedy of
 * a StoreError. Every other error is thrown on.
 */
export async function isKept(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    assert(isStoreError(error), `It has to be a StoreError with a code and a remedy, and is ${String(error)}`)
    return false
  }
}

// By its shape: an adapter may have a StoreError of another copy of the runtime.
function isStoreError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('remedy' in error)) return false
  const { code, remedy } = error
  return (
    typeof code === 'string' && code.startsWith('MOCK_STORE_') && typeof remedy === 'string' && remedy !== ''
  )
}
