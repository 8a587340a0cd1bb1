// What sends each webhook: its declaration, or its name where that and its payload say it plainly.
import type { WebhookAction, WebhookFacts, WebhooksFacts } from '@mockgen/runtime'
import type { WebhookModel } from '../model.js'
import { child, resolve } from '../pointers.js'
import type { DeclarationSource } from './declared/declared-entities.js'
import type { Webhook } from './declared/declared-webhooks.js'
import { findObject } from './envelopes.js'
import type { Group } from './group.js'
import { singular, wordsOf } from './words.js'

/** The webhooks of the model, in the document's order. */
export function describeWebhooks(
  source: DeclarationSource,
  webhooks: readonly Webhook[],
  groups: readonly Group[],
  infers: boolean,
): readonly WebhookModel[] {
  return webhooks.map(({ name, operation, declared }): WebhookModel => {
    const { pointer } = operation
    if (declared === false)
      return { name, pointer, facts: {}, origin: 'declared', reason: 'x-persistence is false' }
    if (declared !== undefined) {
      const reason =
        declared.facts.on === undefined ? 'declared, and sent on demand' : 'declared by x-persistence'
      return { name, pointer, facts: declared.facts, origin: 'declared', reason }
    }
    return { name, pointer, ...infer(source, { name, operation }, infers ? groups : []) }
  })
}

/** The facts of those that something sends, or that say where they go. */
export function webhooksFacts(webhooks: readonly WebhookModel[]): WebhooksFacts | undefined {
  const said = webhooks.filter(({ facts }) => Object.keys(facts).length > 0)
  return said.length === 0 ? undefined : Object.fromEntries(said.map(({ name, facts }) => [name, facts]))
}

type Inferred = Pick<WebhookModel, 'facts' | 'origin' | 'reason'>

function infer(
  source: DeclarationSource,
  { name, operation }: Pick<Webhook, 'name' | 'operation'>,
  groups: readonly Group[],
): Inferred {
  const facts: WebhookFacts = {}
  const action = actionIn(name)
  if (action === undefined)
    return { facts, origin: 'none', reason: 'its name does not say what happened; sent on demand' }
  const named = groups.filter((one) => isNamed(name, one))
  const [group, second] = named.filter((one) => isPayload(source, operation, one))
  if (group === undefined || second !== undefined)
    return { facts, origin: 'none', reason: 'its payload is not the record of one entity; sent on demand' }
  const entity = group.subject.name
  const reason = `its name says ${action}, and its payload is a record of ${entity}`
  return { facts: { on: [{ entity, action }] }, origin: 'inferred', reason }
}

const actionsByWord: ReadonlyMap<string, WebhookAction> = new Map([
  ...['created', 'create', 'new', 'added'].map((word) => [word, 'create'] as const),
  ...['updated', 'update', 'changed', 'modified', 'edited'].map((word) => [word, 'update'] as const),
  ...['deleted', 'delete', 'removed', 'destroyed'].map((word) => [word, 'delete'] as const),
])

// `orderCreated`, `order.updated`, `newPet`; one that names two things that happen tells neither plainly.
function actionIn(name: string): WebhookAction | undefined {
  const found = new Set(wordsOf(name).flatMap((word) => actionsByWord.get(word) ?? []))
  const [action] = found
  return found.size === 1 ? action : undefined
}

// `newPet` is about a Pet, and `publishNewEvent` about a SpecialEvent; `issue.closed` with an IssueType somewhere inside is not
// about that one.
function isNamed(name: string, { subject }: Group): boolean {
  const said = new Set(wordsOf(name).map(singular))
  const nouns = [subject.name, subject.record.name ?? ''].flatMap((noun) => wordsOf(noun).at(-1) ?? [])
  return nouns.some((noun) => said.has(singular(noun)))
}

// By the schema of the records itself: another one that looks alike may mean something else.
function isPayload(
  { document, schemas }: DeclarationSource,
  operation: Webhook['operation'],
  { subject }: Group,
): boolean {
  const request = child(operation, 'requestBody')
  const content = request && resolve(document, request)
  const media = content && child(content, 'content')
  const json = Object.keys(media?.value ?? {}).find((type) => /^[^;]*[/+]json\b/i.test(type))
  const schema = media && json !== undefined ? child(media, json, 'schema') : undefined
  if (schema === undefined || subject.record.pointer === '') return false
  const score = (view: { readonly pointer: string }) => (view.pointer === subject.record.pointer ? 1 : 0)
  return findObject(schemas, schemas.view(schema), score) !== undefined
}
