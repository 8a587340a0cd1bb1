// How a bound operation with options answers by itself: as one without them does.

import type { ResponseContract } from '../../contract/contract.js'
import type { StoredRecord } from '../../entities/records.js'
import type { BindingFacts } from '../../facts.js'
import { later } from '../../memo.js'
import { type ActionParts, successOf } from '../action-parts.js'
import { compileCleared, compileCounted } from '../count-action.js'
import { compileExpandOne } from '../lists/expand.js'
import { compileListing } from '../lists/list-action.js'
import {
  compileChanged,
  compileCreatedHeaders,
  compileRemoved,
  compileShown,
  createdStatuses,
  type RecordAnswer,
  type RecordPlace,
  removedStatuses,
  statuses,
} from '../record-answers.js'
import type { Outcome } from './outcome.js'
import type { UsualAnswer } from './response-template.js'
import type { Run } from './run.js'
import type { StepSpec } from './step-spec.js'

/** Makes the usual answer about what was done. */
export type AnswerBinding = (run: Run, outcome: Outcome) => UsualAnswer

/** Compiles the answers of a bound operation; each part of it when it is first needed. */
export function compileBindingAnswer(facts: BindingFacts, parts: ActionParts, spec: StepSpec): AnswerBinding {
  const place = placeOf(facts)
  const created = later(() => compileCreatedAnswer(parts, spec, place))
  const shown = later(() => compileReadAnswer(facts, parts, place))
  const changed = later(() =>
    compileRecordAnswer(
      parts,
      statuses.changed,
      compileChanged(parts, facts.action === 'update' ? facts : {}),
    ),
  )
  const removed = later(() => compileRemovedAnswer(parts, place))
  const cleared = later(() => compileCleared(parts))
  const counted = later(() => compileCounted(facts.action === 'count' ? facts : {}, parts))
  const listing = later(() => (facts.action === 'list' ? compileListing(facts, parts) : undefined))
  return (run, outcome) => {
    const { call, view } = run
    switch (outcome.kind) {
      case 'created':
        return created()(run, outcome.record)
      case 'shown':
        return shown()(run, outcome.record)
      case 'changed':
        return changed()(run, outcome.record)
      case 'removed':
        return removed()(run, outcome.record)
      case 'cleared':
        return plain(successOf(parts, statuses.removed), () => cleared()(call, outcome.deleted))
      case 'counted':
        return plain(successOf(parts, statuses.counted), () => counted()(call, outcome.counted))
      case 'listed':
        return plain(successOf(parts, statuses.read), () => {
          const list = listing()
          if (list === undefined) throw new Error(`${parts.operation.id} lists and is no list`)
          return list.answer(call, list.ask(call), outcome.found, view)
        })
    }
  }
}

// A count has its number there.
function placeOf(facts: BindingFacts): RecordPlace {
  switch (facts.action) {
    case 'list':
    case 'count':
      return {}
    default:
      return facts
  }
}

function compileReadAnswer(facts: BindingFacts, parts: ActionParts, place: RecordPlace): AnswerRecord {
  const response = successOf(parts, statuses.read)
  const answer = compileShown(parts, place, statuses.read)
  const declared = facts.action === 'read' ? facts.expand : undefined
  const expand = declared && compileExpandOne(declared, parts)
  return ({ call, view }, record) => {
    const reply: UsualAnswer['reply'] = () =>
      expand === undefined
        ? answer(call, record)
        : expand(call, record, view).then((expanded) => answer(call, expanded))
    return { ...plain(response, reply), shows: record }
  }
}

type AnswerRecord = (run: Run, record: StoredRecord) => UsualAnswer

function compileRecordAnswer(
  parts: ActionParts,
  prefer: readonly number[],
  answer: RecordAnswer,
): AnswerRecord {
  const response = successOf(parts, prefer)
  return ({ call }, record) => ({ ...plain(response, () => answer(call, record)), shows: record })
}

function compileCreatedAnswer(parts: ActionParts, spec: StepSpec, place: RecordPlace): AnswerRecord {
  const prefer = createdStatuses(parts.entity)
  const response = successOf(parts, prefer)
  const answer = compileShown(parts, place, prefer)
  const addHeaders = compileCreatedHeaders(parts)
  return (run, record) => {
    const withHeaders: UsualAnswer['withHeaders'] = (reply) =>
      addHeaders(run.call, reply, spec.scope(run), record)
    return { response, shows: record, withHeaders, reply: () => withHeaders(answer(run.call, record)) }
  }
}

function compileRemovedAnswer(parts: ActionParts, place: RecordPlace): AnswerRecord {
  const response = successOf(parts, removedStatuses(place.output))
  const answer = compileRemoved(parts, place)
  return ({ call }, record) => plain(response, () => answer(call, record))
}

function plain(response: ResponseContract, reply: UsualAnswer['reply']): UsualAnswer {
  return { response, reply, withHeaders: (made) => made }
}
