// Texts as Postgres can hold them: it has no NUL, and nothing that is not Unicode.
import { StoreError } from '@mockgen/runtime'

const mark = '\u0001'

/**
 * The text without NUL, in the same order: NUL becomes U+0001 U+0001, and U+0001 becomes U+0001 U+0002. Throws StoreError
 * MOCK_STORE_LIMIT for half of a surrogate pair, which has no UTF-8.
 */
export function encodeText(text: string): string {
  if (!text.isWellFormed())
    throw new StoreError(
      'MOCK_STORE_LIMIT',
      'Postgres keeps Unicode text, which half of a surrogate pair is not',
      'send well-formed text',
    )
  if (!text.includes('\0') && !text.includes(mark)) return text
  return text.replaceAll(mark, `${mark}\u0002`).replaceAll('\0', mark + mark)
}

/** The text that was encoded. */
export function decodeText(encoded: string): string {
  if (!encoded.includes(mark)) return encoded
  return encoded.replaceAll(mark + mark, '\0').replaceAll(`${mark}\u0002`, mark)
}

/** JSON in which every text is encoded, however deep it stands. */
export function encodeSteps(steps: readonly object[]): string {
  return JSON.stringify(steps, (_name, value: unknown) =>
    typeof value === 'string' ? encodeText(value) : value,
  )
}
