// Warns of inferred entities that are perhaps a declared one: they share its schema, or its name but for a number.
import type { DeclarationSource, DeclaredEntity } from '../declared/declared-entities.js'
import type { Group, Grouped } from '../group.js'

/** Warns at the declaration of the entity that may be meant. */
export function checkSplit(
  { problems }: DeclarationSource,
  { groups, decisions }: Grouped,
  entities: ReadonlyMap<string, DeclaredEntity>,
): void {
  for (const group of groups) {
    const { name } = group.subject
    const meant = meantBy(group, entities)
    if (meant === undefined) continue
    const of = decisions.find(({ bound }) => bound?.facts.entity === name)?.operation
    const where = of === undefined ? '' : ` (${of.method.toUpperCase()} ${of.path})`
    const shared = isNumbered(name, meant.name) ? 'name' : 'schema'
    problems.warn({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: meant.pointer,
      message: `${name}${where} keeps records of its own, although it has the ${shared} of ${meant.name}`,
      remedy: `write entity: ${meant.name} and action: on its operations, or declare ${name} as well`,
    })
  }
}

function meantBy(
  { subject }: Group,
  entities: ReadonlyMap<string, DeclaredEntity>,
): DeclaredEntity | undefined {
  const { name, record } = subject
  const all = [...entities.values()]
  return (
    all.find((entity) => isNumbered(name, entity.name)) ??
    all.find((entity) => entity.record !== undefined && entity.record.pointer === record.pointer)
  )
}

// `users2` beside `users`: see `nameEntities`.
function isNumbered(name: string, declared: string): boolean {
  return name.startsWith(declared) && /^[1-9][0-9]*$/.test(name.slice(declared.length))
}
