// However a document is changed, each of its texts and numbers is found again, the same, in the file that its place names.

import type { Json, JsonObject } from '@mockgen/runtime'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyOverlays } from '../../generator/load/overlays/overlays.js'
import { parseSource } from '../../generator/load/parse-source.js'
import type { Source } from '../../generator/load/source.js'
import { join } from '../../generator/pointers.js'
import { atPointer } from '../../runtime/json.js'

const { value } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>('text', 1, true),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'x~/y'), tie('value'), { maxKeys: 3 }),
}))

/** An action on the value that `pick` chooses among all of the document, however it looks by then. */
const action = fc.record({
  pick: fc.nat(),
  from: fc.nat(),
  kind: fc.constantFrom('update', 'copy', 'remove'),
  update: value,
})

test('an overlaid value stands where its origin says', () => {
  let applied = 0
  fc.assert(
    fc.property(value, fc.array(action, { maxLength: 6 }), (start, actions) => {
      const queries = queriesOf({ root: start })
      const overlay = {
        overlay: '1.1.0',
        info: { title: 'Test', version: '1' },
        actions: actions.map(({ pick, from, kind, update }) => ({
          target: queries[pick % queries.length] ?? '$',
          ...(kind === 'update' && { update }),
          ...(kind === 'copy' && { copy: queries[from % queries.length] ?? '$' }),
          ...(kind === 'remove' && { remove: true }),
        })),
      }
      const entry = source('entry.json', { root: start })
      const overlaid = applyOverlays(entry, [source('overlay.json', overlay)])
      // Most actions do not fit what they select; each that does is applied by itself.
      if (overlaid.findings.some(({ severity }) => severity === 'error')) return
      applied++
      for (const [tokens, scalar] of scalarsOf(overlaid.entry.value)) {
        const origin = overlaid.entry.origin?.(tokens)
        const pointer = join('', ...(origin?.tokens ?? []))
        expect(atPointer(origin?.source.value, pointer)).toBe(scalar)
      }
    }),
    { numRuns: 2_000, seed: 20_261_120 },
  )
  expect(applied).toBeGreaterThan(300)
})

function source(name: string, content: Json): Source {
  return parseSource(`/${name}`, name, JSON.stringify(content))
}

/** A normalized path (RFC 9535, 2.7) to each value. */
function queriesOf(value: Json, path = '$'): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path]
  const below = Object.entries(value).flatMap(([name, child]) =>
    queriesOf(child, `${path}[${Array.isArray(value) ? name : `'${name}'`}]`),
  )
  return [path, ...below]
}

function scalarsOf(value: Json, tokens: readonly string[] = []): readonly [readonly string[], Json][] {
  if (typeof value !== 'object' || value === null) return [[tokens, value]]
  return Object.entries(value).flatMap(([name, child]) => scalarsOf(child, [...tokens, name]))
}
