// The parts that everything in the contract layer is made of, created once for a document.
import type { JsonObject } from '../json.js'
import type { TellProblem } from './contract.js'
import { createReferences, type References } from './references.js'
import { createFake, type Fake } from './samples/fake-values.js'
import { createSampler, type Sampler } from './samples/sampler.js'
import { createFlattener, type Flattener } from './schemas/flattener.js'
import { createSchemas, type Schemas } from './schemas/schemas.js'
import { createValidator, type Validator } from './validation/validator.js'

export interface Parts {
  readonly references: References
  readonly schemas: Schemas
  readonly flattener: Flattener
  readonly validator: Validator
  readonly fake: Fake
  readonly sampler: Sampler
}

export function createParts(document: JsonObject, tell: TellProblem = () => undefined): Parts {
  const references = createReferences(document)
  const schemas = createSchemas(references, document, tell)
  const flattener = createFlattener(schemas)
  const validator = createValidator(schemas)
  const fake = createFake()
  const sampler = createSampler({ schemas, flattener, validator, fake })
  return { references, schemas, flattener, validator, fake, sampler }
}
