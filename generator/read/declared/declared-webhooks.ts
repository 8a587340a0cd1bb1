// What is declared about webhooks: `x-persistence.webhooks.<name>` of the root, or the x-persistence of a webhook's operation.
import type { WebhookEvent, WebhookFacts } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { child, join, type Located, own, resolve } from '../../pointers.js'
import type { Problems } from '../problems.js'
import type { DeclarationSource } from './declared-entities.js'
import { type Fields, openFields, reportValue } from './fields.js'
import { holdsExpressions } from './templates.js'
import { vocabulary } from './vocabulary.js'

/** A webhook of the contract. */
export interface Webhook {
  readonly name: string
  /** Its operation: the POST, else the first. */
  readonly operation: Located
  /** What is declared about it; `false`: it is sent on demand only. Undefined: nothing is. */
  readonly declared: DeclaredWebhook | false | undefined
}

/** A declaration in facts, and where it stands. */
export interface DeclaredWebhook {
  readonly pointer: string
  readonly facts: WebhookFacts
  /** Where each of `facts.on` stands. */
  readonly events: readonly string[]
}

const methods = ['post', 'put', 'patch', 'get', 'delete', 'head', 'options', 'trace']

/** Reads the webhooks of a document with what is declared about them; what is wrong is reported and left out. */
export function readWebhooks(source: DeclarationSource): readonly Webhook[] {
  const { document, problems } = source
  const whole: Located = { pointer: '', value: document }
  const operations = new Map<string, Located>()
  for (const key of ['webhooks', 'x-webhooks']) {
    const held = child(whole, key)
    for (const name of Object.keys(held?.value ?? {})) {
      const operation = held && operationOf(document, child(held, name))
      if (operation !== undefined && !operations.has(name) && name !== '__proto__')
        operations.set(name, operation)
    }
  }
  const atRoot = readAtRoot(whole, operations, problems)
  return [...operations].map(([name, operation]) => {
    const here = declarationAt(operation, problems)
    const there = atRoot.get(name)
    if (here !== undefined && there !== undefined) {
      const message = `the webhook ${name} is declared twice`
      const { pointer } = there
      problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy: 'declare it once' })
    }
    return { name, operation, declared: here ?? there }
  })
}

function readAtRoot(
  whole: Located,
  operations: ReadonlyMap<string, Located>,
  problems: Problems,
): ReadonlyMap<string, DeclaredWebhook> {
  const found = new Map<string, DeclaredWebhook>()
  const root = child(whole, 'x-persistence')
  if (root === undefined) return found
  // The other keys are read, and reported, with the rest of the root.
  for (const [name, at] of openFields(root, { known: Object.keys(root.value) }, problems).entries(
    'webhooks',
  )) {
    if (operations.has(name)) found.set(name, readWebhook(at, problems))
    else reportUnknown(name, at.pointer, [...operations.keys()], problems)
  }
  return found
}

function declarationAt(operation: Located, problems: Problems): DeclaredWebhook | false | undefined {
  const value = own(operation.value, 'x-persistence')
  if (value === undefined || value === false) return value
  const at = child(operation, 'x-persistence')
  if (at !== undefined) return readWebhook(at, problems)
  reportValue(
    join(operation.pointer, 'x-persistence'),
    'x-persistence',
    'an object or false',
    value,
    problems,
  )
  return undefined
}

function readWebhook(at: Located, problems: Problems): DeclaredWebhook {
  const fields = openFields(at, { known: vocabulary.webhook }, problems)
  const events = readEvents(fields, problems)
  const to = fields.text('to')
  const when = fields.text('when')
  const body = fields.value('body')
  // Only errors of expressions tell it.
  const isComputed = when !== undefined || holdsExpressions([to, body])
  const facts: WebhookFacts = {
    ...(isComputed && { declaredAt: problems.sourceOf(at.pointer) }),
    ...(events.length > 0 && { on: events.map(({ event }) => event) }),
    ...(to !== undefined && { to }),
    ...(when !== undefined && { when }),
    ...(body !== undefined && { body }),
  }
  return { pointer: at.pointer, facts, events: events.map(({ pointer }) => pointer) }
}

type Events = readonly { readonly event: WebhookEvent; readonly pointer: string }[]

const actions = ['create', 'update', 'delete'] as const

function readEvents(fields: Fields, problems: Problems): Events {
  const said = fields.textOrTexts('on')
  if (said === undefined) return []
  const isList = typeof said !== 'string'
  return (isList ? said : [said]).flatMap((text, index) => {
    const pointer = isList ? join(fields.pointer('on'), index) : fields.pointer('on')
    const dot = text.lastIndexOf('.')
    const word = text.slice(dot + 1)
    const action = actions.find((known) => known === word)
    if (dot > 0 && action !== undefined) return [{ event: { entity: text.slice(0, dot), action }, pointer }]
    const meant = dot > 0 ? didYouMean(word, actions) : undefined
    const message = `on: expected an entity and what happens to its records, found "${text}"`
    const remedy = meant
      ? `did you mean ${text.slice(0, dot)}.${meant}?`
      : `write ${dot > 0 ? text.slice(0, dot) : 'orders'}.${actions.join(', .')}`
    problems.error({ code: 'MOCKGEN_UNKNOWN_ACTION', pointer, message, remedy })
    return []
  })
}

function operationOf(document: Located['value'], item: Located | undefined): Located | undefined {
  const pathItem = item && resolve(document, item)
  if (pathItem === undefined) return undefined
  return methods.map((method) => child(pathItem, method)).find((operation) => operation !== undefined)
}

function reportUnknown(name: string, pointer: string, known: readonly string[], problems: Problems): void {
  const meant = didYouMean(name, known)
  const there = known.length === 0 ? 'the document has no webhooks' : `it has ${known.join(', ')}`
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer,
    message: `the document has no webhook "${name}"`,
    remedy: meant ? `did you mean ${meant}?` : there,
  })
}
