// Finds circles of required relationships: no record of them could ever be the first.
import type { DeclaredEntity } from '../declared/declared-entities.js'
import type { Problems } from '../problems.js'

interface Named {
  readonly name: string
  readonly declared: DeclaredEntity
}

/** Reports each required relationship that closes a circle, in the order of the declarations. */
export function checkRelationCycles(declarations: readonly Named[], problems: Problems): void {
  const byName = new Map(declarations.map(({ name, declared }) => [name, declared]))
  const done = new Set<string>()
  // Its own stack, since a document may relate more entities than calls can nest.
  for (const { name } of declarations) {
    const path: Step[] = []
    const enter = (entity: string) => {
      if (!done.has(entity)) path.push({ entity, open: requiredOf(byName.get(entity)) })
    }
    enter(name)
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.open.shift()
      if (next === undefined) {
        done.add(step.entity)
        path.pop()
        continue
      }
      const start = path.findIndex(({ entity }) => entity === next.entity)
      if (start === -1) enter(next.entity)
      else report([...path.slice(start).map(({ entity }) => entity), next.entity], next.pointer, problems)
    }
  }
}

interface Step {
  readonly entity: string
  /** Required relationships that were not followed yet. */
  readonly open: { readonly entity: string; readonly pointer: string }[]
}

function requiredOf(declared: DeclaredEntity | undefined): Step['open'] {
  return [...(declared?.relationships.values() ?? [])]
    .filter(({ required }) => required === true)
    .map(({ entity, pointer }) => ({ entity, pointer }))
}

function report(circle: readonly string[], pointer: string, problems: Problems): void {
  problems.error({
    code: 'MOCKGEN_RELATION_CYCLE',
    pointer,
    message: `no record could ever be created: ${circle.join(' needs ')}`,
    remedy: 'leave required out of one of these relationships',
  })
}
