// A program as work on the records of an open space: each try of its transaction is a run of its own.
import type { EntityTransaction } from '../../entities/entities.js'
import type { Reply } from '../../http/reply.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'
import { readText } from '../../settings.js'
import type { Call, OneOperation, OperationParts, RecordsView, Work } from '../behaviour.js'
import { Run } from './run.js'
import type { Visible } from './veil.js'

/** How a program works. */
export interface ProgramTraits {
  /** True when it only reads, and looks at the records once. */
  readonly reads: boolean
  /** True when it must know at each step whether the store refuses it. */
  readonly confirm: boolean
  /** True when one of its expressions makes identifiers. */
  readonly makesIds: boolean
  /** True when it removes records and does nothing else, so that more than a transaction holds may go in portions. */
  readonly removesMany?: boolean
}

/** What a program does. A unit that reads has no `nested`. */
export type RunProgram = (run: Run, unit: EntityTransaction | undefined) => Promise<Reply>

/** Makes work of a program. */
export function programWork(
  { operation, parts }: OneOperation,
  { reads, confirm, makesIds, removesMany = false }: ProgramTraits,
  program: RunProgram,
): Work {
  const env = environment(parts.settings.env ?? [])
  const sessionVisible = visibleSession(parts)
  const begin = (call: Call, view: RecordsView, { clock }: OpenSpace) => ({
    operation,
    sessionVisible,
    call,
    view,
    now: clock.now(),
    env,
  })
  // With a seed, identifiers that repeat are counted in the space, which is a write.
  if (reads && !makesIds) {
    return {
      writes: false,
      perform: (call, view, space) =>
        space.steadily(() => program(new Run({ ...begin(call, view, space), ids: undefined }), undefined)),
    }
  }
  return {
    writes: true,
    confirm,
    perform: async (call, unit, space) => {
      const ids = makesIds ? await unit.ids() : undefined
      return program(new Run({ ...begin(call, unit, space), ids }), unit)
    },
    ...(removesMany &&
      !makesIds && {
        performInPortions: async (call, space) => {
          // What is removed does not come back when it turns out later that the clock was another one.
          await space.refresh()
          const view = { records: space.entities.reader }
          return program(new Run({ ...begin(call, view, space), ids: undefined }), undefined)
        },
      }),
  }
}

// Which of the schemes has found it is not known here: what any of their entities hides is hidden.
function visibleSession({ contract, entitiesFacts, settings }: OperationParts): Visible {
  const hiding = Object.values(settings.security ?? {}).flatMap(({ entity }) => {
    const facts = entitiesFacts[entity]
    return (facts && contract.shape(facts).visible) ?? []
  })
  if (hiding.length === 0) return undefined
  return (record) => hiding.reduce((shown, visible) => visible(shown), record)
}

/** The environment as expressions see it: only names that the project lists, and only those that are set. */
export function environment(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = readText(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
