// Writes the hash of a contract into the text of a `mockgen.json`, and leaves every other character as it is.
import { isObject } from '../../pointers.js'
import { createJsonFinder } from '../json-text.js'

/**
 * The text with `contractHash`: the value that stands there replaced, else a member after `contract`, indented like that.
 *
 * @param text A JSON object with a `contract`.
 */
export function pinContract(text: string, hash: string): string {
  const value: unknown = JSON.parse(text)
  if (!isObject(value) || typeof value.contract !== 'string') throw new Error('expected a contract')
  const find = createJsonFinder(text)
  const hashAt = find(['contractHash'])
  if (typeof value.contractHash === 'string') return replaceString(text, hashAt, hash)
  const at = find(['contract'])
  const end = endOfString(text, at)
  const key = text.lastIndexOf('"contract"', at)
  const space = /\s*$/.exec(text.slice(0, Math.max(0, key)))?.[0] ?? ''
  return `${text.slice(0, end)},${space === '' ? ' ' : space}"contractHash": ${JSON.stringify(hash)}${text.slice(end)}`
}

function replaceString(text: string, at: number, value: string): string {
  return `${text.slice(0, at)}${JSON.stringify(value)}${text.slice(endOfString(text, at))}`
}

/** The offset after the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  const string = /"(?:[^"\\]|\\.)*"/sy
  string.lastIndex = at
  return string.test(text) ? string.lastIndex : at
}
