// What an operation does where it declares more than an entity and an action.
import type { BindingFacts, ProgramFacts } from '../../facts.js'
import type { OneOperation, Work } from '../behaviour.js'
import { compileBinding } from './compile-binding.js'
import { compileRules } from './compile-rules.js'

/** Compiles rules with units of named steps, or a single action with declared options. */
export function compileProgram(facts: ProgramFacts | BindingFacts, one: OneOperation): Work {
  return facts.action === 'program' ? compileRules(facts, one) : compileBinding(facts, one)
}
