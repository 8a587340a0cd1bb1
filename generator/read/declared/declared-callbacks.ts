// Callbacks that are not sent: `x-persistence: false` on their operations.
import { child, join, type Located, own, resolve } from '../../pointers.js'
import type { DeclarationSource } from './declared-entities.js'
import { reportValue } from './fields.js'

/** Names of the callbacks of an operation that are not sent; anything but false is reported. */
export function readSilentCallbacks(
  { document, problems }: DeclarationSource,
  operation: Located,
): readonly string[] {
  const held = child(operation, 'callbacks')
  const operations = childrenOf(held, document).flatMap(({ name, at }) =>
    childrenOf(at, document).flatMap(({ at: pathItem }) =>
      childrenOf(pathItem, document).map(({ at: one }) => ({ name, at: one })),
    ),
  )
  const silent = operations.filter(({ at }) => {
    const said = own(at.value, 'x-persistence')
    if (said === undefined || said === false) return said === false
    reportValue(
      join(at.pointer, 'x-persistence'),
      'x-persistence',
      'false, as on any callback',
      said,
      problems,
    )
    return false
  })
  return [...new Set(silent.map(({ name }) => name))]
}

function childrenOf(
  parent: Located | undefined,
  document: Located['value'],
): readonly { readonly name: string; readonly at: Located }[] {
  if (parent === undefined) return []
  return Object.keys(parent.value).flatMap((name) => {
    const held = child(parent, name)
    const at = held && resolve(document, held)
    return at === undefined ? [] : [{ name, at }]
  })
}
