// Changes a JSON text somewhere inside: a value, a name, a whole part.
import { pick } from '../../runtime/contract/samples/random-choice.js'
import type { Random } from '../../runtime/ids.js'
import { hostileNames } from './hostile-values.js'

/** JSON texts in the place of a value. */
const values: readonly string[] = [
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e400',
  '9007199254740993',
  '123456789012345678901234567890',
  '"\\u0000"',
  '"\\ud83d"',
  '"\\ud83d\\udca9"',
  '"__proto__"',
  '"{{ request.body }}"',
  '"<script>"',
  '"../../etc/passwd"',
  '"2024-02-30"',
  `"${'a'.repeat(3_000)}"`,
  `"${'a'.repeat(40)}!"`,
  '[null,null,null]',
  '{"__proto__":1,"constructor":2}',
  `${'['.repeat(60)}${']'.repeat(60)}`,
  `[${'{},'.repeat(300)}{}]`,
]

/** The text with one to three of its values or names replaced, added or removed; the text itself when it is no JSON. */
export function mutateJson(text: string, random: Random): string {
  const rounds = 1 + Math.floor(random() * 3)
  let changed = text
  for (let round = 0; round < rounds; round++) changed = mutateOnce(changed, random)
  return changed
}

function mutateOnce(text: string, random: Random): string {
  const value = pick(values, random)
  const name = JSON.stringify(pick(hostileNames, random))
  // Tokens: strings and other scalars. A name is a string before a colon.
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g)]
  const token = tokens[Math.floor(random() * tokens.length)]
  if (token === undefined) return random() < 0.5 ? value : `{${name}:${value}}`
  const before = text.slice(0, token.index)
  const after = text.slice(token.index + token[0].length)
  const isName = /^\s*:/.test(after)
  if (isName)
    return random() < 0.5 ? `${before}${name}${after}` : `${before}${name}:${value},${token[0]}${after}`
  return before + value + after
}
