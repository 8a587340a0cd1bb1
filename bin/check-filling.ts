// What a mock refuses of the records that it begins with, told before it is written: its seeds and its made-up data.
import type { Diagnostic } from '../generator/diagnostics.js'
import type { ReadContract } from '../generator/read-contract.js'
import { mockDefinition } from './mock-definition.js'

/** Starts the mock in memory if it begins with records. What it refuses is an error at the place of the seed. */
export async function checkFilling(read: ReadContract): Promise<readonly Diagnostic[]> {
  const { seeds, entities } = read.model
  const isMade = entities.some(({ facts }) => (facts.generate?.count ?? 0) > 0)
  if (!isMade && Object.keys(seeds).length === 0) return []
  // Most documents begin with nothing, and need no runtime to be checked.
  const { createMockApp, silentLogger, StartError } = await import('@mockgen/runtime')
  try {
    const app = createMockApp({ ...mockDefinition(read), store: 'memory', log: silentLogger })
    try {
      await app.ready()
    } finally {
      await app.close()
    }
    return []
  } catch (error) {
    const refused = refusedSeed(error, read)
    // What else keeps a mock from starting here, such as a variable of the environment, is not the document's fault.
    if (refused === undefined && !(error instanceof StartError)) throw error
    return refused === undefined ? [] : [refused]
  }
}

/** The diagnostic for a seed that a mock refuses; undefined for any other error. */
export function refusedSeed(
  error: unknown,
  { whereFilled }: Pick<ReadContract, 'whereFilled'>,
): Diagnostic | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'MOCK_SEED_INVALID')) return undefined
  const { entity = '', index } = subjectOf(error.message)
  const remedy =
    index === undefined ? 'seed what it refers to, or generate fewer records' : 'correct the record'
  return {
    severity: 'error',
    code: 'MOCKGEN_SEED',
    message: error.message.replace(/\.$/, ''),
    remedy,
    ...whereFilled(entity, index),
  }
}

// "seeds.users[0]: …", "Record 3 that was made up for users …", "Records of users cannot be made up …"
function subjectOf(message: string): { readonly entity?: string | undefined; readonly index?: number } {
  const seeded = /^seeds\.([^.[\]\s]+)\[(\d+)\]/.exec(message)
  if (seeded !== null) return { entity: seeded[1], index: Number(seeded[2]) }
  return { entity: /^Record(?: \d+ that was made up for|s of) ([^.[\]\s]+)/.exec(message)?.[1] }
}
