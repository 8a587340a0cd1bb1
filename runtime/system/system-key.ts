// The key of the system endpoints: how a request is asked for it.
import { createHash, timingSafeEqual } from 'node:crypto'
import { MockError } from '../errors.js'

/** True for what can be a key: 1 to 1,000 characters that a header can hold, without spaces. */
export function isSystemKey(text: string): boolean {
  return /^[\x21-\x7e]{1,1000}$/.test(text)
}

/**
 * The function that throws MOCK_UNAUTHENTICATED for any other value of the header. It takes the same time however much of
 * the key is right.
 */
export function createKeyCheck(key: string): (given: string | readonly string[] | undefined) => void {
  const wanted = hash(key)
  return (given) => {
    // Hashes are of equal length, which is what comparing in constant time needs, and tell nothing of the key's.
    if (typeof given !== 'string' || !timingSafeEqual(hash(given), wanted)) throw unauthenticated(given)
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function unauthenticated(given: unknown): MockError {
  const found =
    given === undefined ? 'the request has no X-System-Key' : 'the X-System-Key is not the right one'
  return new MockError('MOCK_UNAUTHENTICATED', {
    detail: `${found}; it is the text of MOCK_SYSTEM_KEY, or without one the text that is printed at start`,
    headers: { 'www-authenticate': 'ApiKey realm="system", in="header", name="X-System-Key"' },
  })
}
