// Says in words what an operation of the mock does.
import type { OperationFacts } from '@mockgen/runtime'
import { markdownCode } from './encode.js'

/** Markdown: "stores a new record of `books`". */
export function describeOperation(facts: OperationFacts): string {
  if (facts.action === undefined) return 'answers an example, and keeps nothing'
  switch (facts.action) {
    case 'create':
      return `stores a new record of ${markdownCode(facts.entity)}`
    case 'read':
      return `answers one record of ${markdownCode(facts.entity)}`
    case 'update': {
      const verb = facts.merge === 'replace' ? 'replaces' : 'changes'
      return `${verb}${facts.upsert === true ? ' or stores' : ''} one record of ${markdownCode(facts.entity)}`
    }
    case 'delete':
      return `removes one record of ${markdownCode(facts.entity)}`
    case 'list':
      return `lists ${markdownCode(facts.entity)}`
  }
}
