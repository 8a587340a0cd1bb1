// Checks what is declared about webhooks: entities that exist, and expressions that can have a value.
import { anyShape, type Shape, textShape, unionOf } from '@mockgen/runtime/vocabulary'
import { join } from '../../pointers.js'
import type { DeclarationSource } from '../declared/declared-entities.js'
import type { Webhook } from '../declared/declared-webhooks.js'
import type { Group } from '../group.js'
import { reportUnknownEntity } from './check-entities.js'
import { createExpressionChecks } from './check-expressions.js'
import { createShapes, namedShape } from './expression-shapes.js'

/** Reports what is wrong in the declarations of webhooks. `entities` are the names of all there are. */
export function checkWebhooks(
  source: DeclarationSource,
  webhooks: readonly Webhook[],
  groups: readonly Group[],
  entities: ReadonlySet<string>,
): void {
  const shapes = createShapes(source)
  const checks = createExpressionChecks(source, shapes)
  const env = (source.env ?? []).map((name): [string, Shape] => [name, textShape])
  for (const { declared } of webhooks) {
    if (declared === undefined || declared === false) continue
    const { facts, pointer, events } = declared
    const { on = [], to, when, body } = facts
    for (const [index, { entity }] of on.entries()) {
      if (entities.has(entity)) continue
      reportUnknownEntity(entity, entities, events[index] ?? pointer, source.problems)
    }
    const about = groups.filter(({ subject }) => on.some(({ entity }) => entity === subject.name))
    const names = new Map<string, Shape>([
      // Any operation may change the record, and each has another request.
      ['request', anyShape],
      ['session', anyShape],
      ['env', namedShape(env)],
      ['action', textShape],
      ['entity', about.length === 0 ? anyShape : unionOf(about.map((group) => shapes.record(group)))],
    ])
    if (to !== undefined) checks.typed(to, join(pointer, 'to'), { names }, { shape: textShape, what: 'to' })
    if (when !== undefined) checks.condition(when, join(pointer, 'when'), { names })
    if (body !== undefined) checks.template(body, join(pointer, 'body'), { names })
  }
}
