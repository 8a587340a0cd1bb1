// The Prefer header (RFC 7240): what a client would like of the answer.
import { MockError } from '../../errors.js'

/** Preferences of a request that mean something here. */
export interface Preferences {
  /** Status to answer with, from the contract's examples. */
  readonly code?: number
  /** Name of the example to answer with. */
  readonly example?: string
  /** True: the answer is made up anew from its schema. */
  readonly dynamic: boolean
  /** How much the answer to a change should hold. */
  readonly content?: 'minimal' | 'representation'
  /** True: the answer may come before the work is done. */
  readonly async: boolean
}

/** A preference: its name, `=`, and its value, a token or quoted; parameters of it are left out. */
const preference =
  /(?:^|[,;\s])\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*)))?/g

/** Most preferences that are looked at. */
const maxPreferences = 20

/**
 * Reads a Prefer header. Others than these preferences are ignored, as RFC 7240 wants it; a `code` that is no status is
 * MOCK_PREFERENCE, because tests that ask for it are wrong.
 */
export function readPreferences(header: string): Preferences {
  const found = new Map<string, string>()
  for (const [, name = '', quoted, plain] of header.matchAll(preference)) {
    if (found.size >= maxPreferences) break
    const key = name.toLowerCase()
    // Of equal names the first counts (RFC 7240, section 2).
    if (!found.has(key)) found.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
  }
  const code = found.get('code')
  const example = found.get('example')
  const content = found.get('return')?.toLowerCase()
  return {
    ...(code !== undefined && { code: readCode(code) }),
    ...(example !== undefined && { example }),
    dynamic: found.get('dynamic')?.toLowerCase() === 'true',
    ...((content === 'minimal' || content === 'representation') && { content }),
    async: found.has('respond-async'),
  }
}

function readCode(text: string): number {
  if (/^[2-5]\d\d$/.test(text)) return Number(text)
  throw new MockError('MOCK_PREFERENCE', {
    detail: `Prefer asks for the code ${JSON.stringify(text)}; it must be a status from 200 to 599`,
  })
}
