// Makes the properties that a schema requires and a value lacks, inside the value's objects and items too.
import type { Random } from '../../ids.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { propertySchema } from '../samples/draft-object.js'
import { type DraftTools, draftMember } from '../samples/draft-value.js'
import { type Branches, chosenBranch, type FlatSchema } from '../schemas/flat-schema.js'
import type { Schema } from '../schemas/schema.js'
import type { Validator } from '../validation/validator.js'

/** How what is missing is made; later rounds use no examples and try other branches. */
export interface FillPlan {
  readonly random: Random
  readonly round: number
  /** False for a property that must not be added to the record itself. */
  mayAdd(name: string): boolean
}

export interface RequiredFiller {
  fill(schema: Schema, value: JsonObject, plan: FillPlan): JsonObject
}

/** Depth of nested values that are filled. */
const maxDepth = 16
/** Values that are made for one missing property; 24 schemas can ask for 2^24. */
const maxValues = 2_000
/** Branches that are decided for one value. */
const maxDecisions = 16

export function createRequiredFiller(tools: DraftTools, validator: Validator): RequiredFiller {
  const { flattener } = tools
  function fill(flat: FlatSchema, value: Json, plan: FillPlan, depth: number): Json {
    if (depth > maxDepth) return value
    const decided = decideFor(flat, value, plan.round)
    if (Array.isArray(value)) return fillItems(decided, value, plan, depth)
    return isObject(value) ? fillObject(decided, value, plan, depth) : value
  }

  function fillItems(flat: FlatSchema, items: readonly Json[], plan: FillPlan, depth: number): Json {
    if (flat.items === undefined) return items
    const inner = flattener.flatten(flat.items)
    const filled = items.map((item) => (isObject(item) ? fill(inner, item, plan, depth + 1) : item))
    return filled.some((item, i) => item !== items[i]) ? filled : items
  }

  function fillObject(flat: FlatSchema, value: JsonObject, plan: FillPlan, depth: number): JsonObject {
    const changes: [string, Json][] = []
    for (const [name, present] of Object.entries(value)) {
      if (typeof present !== 'object' || present === null) continue
      const filled = fill(flattener.flatten(propertySchema(flat, name)), present, plan, depth + 1)
      if (filled !== present) changes.push([name, filled])
    }
    for (const name of [...flat.required, ...flat.tags.keys()]) {
      if (Object.hasOwn(value, name) || (depth === 0 && !plan.mayAdd(name))) continue
      const draft = {
        random: plan.random,
        round: plan.round,
        examples: plan.round < 2,
        generous: false,
        avoid: [],
        work: { left: maxValues },
      }
      const made = draftMember(flat, name, draft, tools)
      if (made !== undefined) changes.push([name, made])
    }
    return changes.length === 0 ? value : Object.fromEntries([...Object.entries(value), ...changes])
  }

  // The branch that the value names, else the one that it breaks least.
  function decideFor(flat: FlatSchema, value: Json, round: number): FlatSchema {
    let decided = flat
    for (let i = 0; i < maxDecisions; i++) {
      const [branches, ...others] = decided.branches
      const [condition, ...conditions] = decided.conditions
      if (branches !== undefined) {
        const branch = closest(branches, value, round)
        const rest = { ...decided, branches: others }
        decided = branch === undefined ? rest : flattener.both(rest, flattener.flatten(branch))
      } else if (condition !== undefined) {
        const outcome = validator.isValid(condition.if, value) ? condition.then : condition.else
        decided = flattener.both({ ...decided, conditions }, flattener.flatten(outcome))
      } else return decided
    }
    return decided
  }

  function closest(branches: Branches, value: Json, round: number): Schema | undefined {
    const chosen = chosenBranch(branches, value)
    if (chosen !== undefined) return chosen
    const ranked = branches.schemas
      .map((schema, index) => ({ schema, index, broken: validator.check(schema, value).length }))
      .sort((a, b) => a.broken - b.broken || a.index - b.index)
    return ranked[round < 2 ? 0 : (round - 1) % ranked.length]?.schema
  }

  return {
    fill: (schema, value, plan) => {
      const filled = fill(flattener.flatten(schema), value, plan, 0)
      return isObject(filled) ? filled : value
    },
  }
}
