// The difference of two files as text: unified, as `git diff` and `patch` know it.
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

/** Longest text that is compared line by line, in UTF-16 units; of what is longer only the sizes are told. */
const maxLength = 4 * 2 ** 20
/** Most edits that are looked for; texts that differ more are replaced as a whole. */
const maxEdits = 5_000

/**
 * The unified diff from what stands there to what is generated; undefined for no file. Files that are no text in UTF-8, and very
 * large ones, are told to differ.
 */
export function unifiedDiff(
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): string {
  const [from, to] = [nameOf('a', path, before), nameOf('b', path, after)]
  const [old, new_] = [textOf(before), textOf(after)]
  if (old === undefined || new_ === undefined) return `Binary files ${from} and ${to} differ\n`
  if (old.length + new_.length > maxLength) return `Files ${from} and ${to} differ\n`
  const patch = createTwoFilesPatch(from, to, old, new_, undefined, undefined, {
    context: 3,
    maxEditLength: maxEdits,
    headerOptions: FILE_HEADERS_ONLY,
  })
  return patch ?? `Files ${from} and ${to} differ\n`
}

function nameOf(side: 'a' | 'b', path: string, bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '/dev/null' : `${side}/${path}`
}

/** The text; undefined when the bytes are no text. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return ''
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
