// Says in words what an operation of the mock does.
import type { OperationFacts, ProgramFacts } from '@mockgen/runtime'
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
    case 'count':
      return `counts ${markdownCode(facts.entity)}`
    case 'program':
      return describeProgram(facts)
  }
}

// "2 steps in one transaction: create of `orders`, update of `inventory`"
function describeProgram({ rules }: ProgramFacts): string {
  const [rule, second] = rules
  if (rule === undefined || second !== undefined)
    return `does one of ${rules.length} things, as the request says`
  const { steps } = rule
  if (steps.length === 0) return 'answers what is declared, and keeps nothing'
  const said = steps.map(({ action, entity }) => `${action} of ${markdownCode(entity)}`)
  return steps.length === 1
    ? `one step: ${said.join('')}`
    : `${steps.length} steps in one transaction: ${said.join(', ')}`
}
