// The query parameter of a list that searches the texts of its records.
import type { SearchFacts } from '@mockgen/runtime'
import { type Operation, queryParameters } from '../operations.js'
import type { Schemas, SchemaView } from '../schema-view.js'
import { compact } from '../words.js'

/** The search parameter, where the record has texts to search in. */
export function readSearch(
  schemas: Schemas,
  operation: Operation,
  record: SchemaView,
): SearchFacts | undefined {
  const parameter = queryParameters(operation).find(
    ({ name, schema }) =>
      searchNames.has(compact(name)) &&
      !record.properties.has(name) &&
      schema?.type === 'string' &&
      schema.enum === undefined,
  )
  if (parameter === undefined) return undefined
  const properties = [...record.properties.keys()].filter((name) => {
    const property = schemas.property(record, name)
    return (
      property?.type === 'string' &&
      !property.writeOnly &&
      property.enum === undefined &&
      !isStamp(property.format)
    )
  })
  return properties.length === 0 ? undefined : { parameter: parameter.name, properties }
}

const searchNames: ReadonlySet<string> = new Set([
  'q',
  'search',
  'searchterm',
  'searchquery',
  'keyword',
  'keywords',
])

// Texts that nobody searches for words in.
function isStamp(format: string | undefined): boolean {
  return format !== undefined && ['date-time', 'date', 'time', 'uuid', 'byte', 'binary'].includes(format)
}
