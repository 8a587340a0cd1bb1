// What a declaration adds to an operation, in words for `explain`.
import type { BindingFacts, OperationExtras, Template } from '@mockgen/runtime'

/** Most characters of an expression in a line of a table. */
const maxShown = 40

/** The notes, in the order of the vocabulary: "key session.token; where userId; cached for 60 s". */
export function declaredNotes(
  { options = {}, response }: BindingFacts,
  { cache }: OperationExtras,
): readonly string[] {
  const { key, scopeValues, data, validate, lock, where, ttl } = options
  return [
    key === undefined ? '' : `key ${shown(key)}`,
    scopeValues === undefined ? '' : `scope ${shown(scopeValues)}`,
    data === undefined ? '' : 'stores what data says',
    validate === undefined ? '' : 'validates first',
    lock === undefined ? '' : `locked by ${lock === 'etag' ? 'ETag' : lock.field}`,
    where === undefined ? '' : `where ${Object.keys(where).join(', ')}`,
    ttl === undefined ? '' : `lives ${typeof ttl === 'number' ? ttl : shown(ttl)} s`,
    response === undefined ? '' : 'answers as response says',
    cache === undefined ? '' : `cached for ${cache.ttl} s`,
  ].filter((note) => note !== '')
}

// The expressions of templates without their braces.
function shown(value: Template | readonly Template[]): string {
  const text = [value]
    .flat()
    .map((part) => (typeof part === 'string' ? part.replace(/\{\{\s*|\s*\}\}/g, '') : JSON.stringify(part)))
    .join(', ')
  return text.length > maxShown ? `${text.slice(0, maxShown - 1)}…` : text
}
