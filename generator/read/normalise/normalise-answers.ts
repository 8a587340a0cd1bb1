// Answers of the old vocabulary that say what is stored: blocks of `persistence` and `responses` have no other place for it.
import { isIdentifier, member } from './normalise-expressions.js'
import { type ObjectTree, objectTree, type Tree, textOf, withValue } from './normalise-tree.js'

const generatedId = /^\{\{\s*generated_id\s*\}\}$/
const randomUuid = /^\{\{\s*random_uuid\s*(?:\(\s*\))?\s*\}\}$/

/**
 * An action whose answer shows the record that it makes: it stores the properties of the answer, and answers them as they are
 * stored. An answer shows the record when it holds the record's key; one that only tells that something was stored does not.
 * Every other action comes back as it is.
 */
export function storeWhatIsAnswered(action: ObjectTree): ObjectTree {
  const response = action.entries.get('response')
  const body = response?.kind === 'object' ? response.entries.get('body') : undefined
  if (response?.kind !== 'object' || body?.kind !== 'object') return action
  if (textOf(action.entries.get('action')) !== 'create' || action.entries.has('data')) return action
  const key = findKey(body, textOf(action.entries.get('key')) ?? 'id')
  if (key === undefined) return action
  const data = [...body.entries].map(
    ([name, item]) => [name, name === key ? withValue(item, '{{generated_id}}') : item] as const,
  )
  const answered = [...body.entries].map(
    ([name, item]) => [name, withValue(item, `{{${storedMember(name)}}}`)] as const,
  )
  const answer: Tree = objectTree(response.from, [
    ...response.entries,
    ['body', objectTree(body.from, answered)],
  ])
  return objectTree(action.from, [
    ...action.entries,
    ['data', objectTree(body.from, data)],
    ['response', answer],
  ])
}

// What the request left out is not stored.
function storedMember(name: string): string {
  return isIdentifier(name) ? `entity.?${name}` : member('entity', name)
}

// The property that is the new key. A random uuid is one where it stands for the key; elsewhere it is a value like any other.
function findKey({ entries }: ObjectTree, usual: string): string | undefined {
  const found = [...entries].find(([, item]) => generatedId.test(textOf(item) ?? ''))
  if (found !== undefined) return found[0]
  return randomUuid.test(textOf(entries.get(usual)) ?? '') ? usual : undefined
}
