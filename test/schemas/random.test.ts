// Random schemas: our validator and another one agree about values, and what is made up is valid for both.
import { expect, test } from 'vitest'
import { bodiesOf, random } from '../contract/contract-of.js'
import { type FittedSchema, fittedSchema } from './fitted-schema.js'
import { independentJudge, type Version } from './independent.js'

/** Schemas of each version that are made; RANDOM_SCHEMAS=5000 takes some minutes. */
const count = Number(process.env.RANDOM_SCHEMAS ?? 300)
/** The seed of the first; the others follow. A failure names its own. */
const first = Number(process.env.RANDOM_SCHEMAS_SEED ?? 1)
/** Seeds that once failed. */
const known = [743, 2971, 3749, 4770, 8146, 8283, 10007, 12642, 12829, 24051]
const timeoutMs = 60_000 + count * 200

const seeds = [...known, ...Array.from({ length: count }, (_, i) => first + i)]

test.each<Version>(['3.0.3', '3.1.0'])(
  'random schemas of OpenAPI %s mean the same to another validator, and samples are valid for both',
  async (version) => {
    for (const seed of seeds) {
      const fitted = fittedSchema(seed, seed % 4, version)
      const found = await judged(fitted, version, seed)
      expect({ seed, ...found }).toEqual({ seed, disagreements: [], refusedSample: undefined })
    }
  },
  timeoutMs,
)

async function judged(fitted: FittedSchema, version: Version, seed: number) {
  const { schema, schemas, value, others } = fitted
  const isValid = await independentJudge(schema, version, schemas)
  const { response } = bodiesOf(schema, { schemas, openapi: version })
  const accepts = (given: typeof value) => response.validate(given).length === 0
  expect({ seed, schema, value, isValid: isValid(value) }).toMatchObject({ seed, isValid: true })
  const disagreements = [value, ...others].filter((given) => accepts(given) !== isValid(given))
  const sample = response.sample(random(seed))
  const isGood = sample !== undefined && accepts(sample) && isValid(sample)
  return {
    disagreements: disagreements.map((given) => ({ schema, schemas, given, ours: accepts(given) })),
    refusedSample: isGood ? undefined : { schema, schemas, sample },
  }
}
