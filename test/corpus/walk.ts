// What a walk through a record's life is made of: the operations of its entity, and requests whose answers are judged.
import type { BindingFacts, EntitiesFacts, Json, OperationFacts, OperationsFacts } from '@mockgen/runtime'
import type { SentReply } from '@mockgen/runtime/testing'
import type { IndependentContract } from '../support/independent-contract.js'
import { type RunningMock, type TrialSandbox, valueAt } from './sandboxes.js'

/** An operation that does something to records of an entity. */
export type Bound<Action extends BindingFacts['action']> = {
  readonly id: string
  readonly facts: OperationFacts & Extract<BindingFacts, { action: Action }>
}

interface AnyBound {
  readonly id: string
  readonly facts: OperationFacts & BindingFacts
}

/** Everything that a walk needs: the mock, a sandbox of its own, and the judge of answers. */
export interface Walk {
  readonly running: RunningMock
  readonly sandbox: TrialSandbox
  readonly judge: IndependentContract
}

/** What a request is about; without a key it is what the operation's path or body says. */
export interface Subject {
  readonly scope: readonly Json[]
  readonly key?: Json
  readonly body?: unknown
}

/** Operations of one action on one entity whose records have `depth` values in their scope. */
export function findBound<Action extends BindingFacts['action']>(
  operations: OperationsFacts,
  action: Action,
  entity: string,
  depth: number,
): readonly Bound<Action>[] {
  return Object.entries(operations).flatMap(([id, facts]) =>
    isBound(facts, action) && facts.entity === entity && (facts.scope?.length ?? 0) === depth
      ? [{ id, facts }]
      : [],
  )
}

function isBound<Action extends BindingFacts['action']>(
  facts: OperationFacts,
  action: Action,
): facts is Bound<Action>['facts'] {
  return facts.action === action
}

/** Sends a request about a record; complains about a refusal, and about an answer that the document does not allow. */
export async function send(walk: Walk, { id, facts }: AnyBound, subject: Subject): Promise<SentReply> {
  const { body } = subject
  const reply = await walk.sandbox.send(id, {
    path: pathOf(facts, subject),
    ...(body !== undefined && { body }),
  })
  if (reply.status >= 300)
    throw new Error(`${facts.action} ${id}: ${reply.status} ${JSON.stringify(reply.body).slice(0, 400)}`)
  const { verdict, findings } = await walk.judge.judge(facts.method, facts.path, reply)
  if (verdict === 'broken')
    throw new Error(`${facts.action} ${id} breaks the contract: ${JSON.stringify(findings[0])}`)
  return reply
}

/** Reads a record that must not be there; complains when it is, and about an answer that the document does not allow. */
export async function expectNone(
  { sandbox, judge }: Walk,
  { id, facts }: Bound<'read'>,
  subject: Subject,
): Promise<void> {
  const reply = await sandbox.send(id, { path: pathOf(facts, subject) })
  if (reply.status < 400) throw new Error(`${id} answers ${reply.status} where there is no record`)
  const { verdict, findings } = await judge.judge(facts.method, facts.path, reply)
  if (verdict === 'broken')
    throw new Error(`${id} refuses against the contract: ${JSON.stringify(findings[0])}`)
}

/** The record in an answer; the first one where it stands in an array. */
export function recordIn(
  body: unknown,
  { output, outputItems }: { readonly output?: string; readonly outputItems?: string },
): unknown {
  return valueAt(body, outputItems === undefined ? output : `${outputItems}/0`)
}

/** The entities by the name of their only key property; those of other keys are absent. */
export function keyName(entities: EntitiesFacts, entity: string): string | undefined {
  const key = entities[entity]?.key
  return typeof key === 'string' ? key : undefined
}

function pathOf(facts: BindingFacts, { scope, key }: Subject): Record<string, Json> {
  const values = (facts.scope ?? []).map((name, i) => [name, scope[i] ?? null] as const)
  return Object.fromEntries(
    typeof facts.key !== 'string' || key === undefined ? values : [...values, [facts.key, key]],
  )
}
