// The properties of records that requests name and no answer does: passwords, encrypted values, `validate_only`.
import type { Group } from './group.js'
import type { SchemaView } from './schema-view.js'
import { compact } from './words.js'

/**
 * The properties that are kept and never answered: as the entity declares them, else those that a request names and no schema
 * under which its records are answered. None where an answer may have properties that it does not name.
 */
export function writeOnlyOf(group: Group): readonly string[] {
  return group.declared?.writeOnly ?? requestOnly(group)
}

function requestOnly({ subject, bound, declared }: Group): readonly string[] {
  const answers = distinct([subject.record, ...bound.map(({ schema }) => schema)])
  const requests = distinct(bound.map(({ request }) => request)).filter((view) => !answers.includes(view))
  if (requests.length === 0 || subject.record.properties.size === 0) return []
  if (answers.some(({ takesOthers }) => takesOthers)) return []
  // What is spelled otherwise is answered all the same.
  const answered = new Set(answers.flatMap((view) => [...view.properties.keys()].map(compact)))
  const renamed = bound.flatMap(({ facts }) => ('rename' in facts ? Object.keys(facts.rename ?? {}) : []))
  const { created, updated } = declared?.timestamps ?? {}
  // What a declaration says of records is no control of a request.
  const said = [created, updated, declared?.version, declared?.lifecycle?.facts.field]
  const related = declared?.relationships.keys() ?? []
  const known = new Set([subject.key, ...subject.leading, ...renamed, ...said, ...related])
  const names = requests.flatMap((view) => [...view.properties.keys()])
  return [...new Set(names)].filter((name) => !known.has(name) && !answered.has(compact(name)))
}

function distinct(views: readonly (SchemaView | undefined)[]): readonly SchemaView[] {
  return [...new Set(views.filter((view) => view !== undefined))]
}
