// What the generator needs to check declarations when a document is read: `@mockgen/runtime/vocabulary`.

export { patternProblem } from '../contract/patterns/patterns.js'
export { schemaFakerProblem } from '../contract/samples/read-faker.js'
export { knownFormats } from '../contract/schemas/known-formats.js'
export { fakerNames } from '../faker-names.js'
export { isJsonMediaType, isStreamMediaType } from '../media-types.js'
export {
  type Checked,
  type CheckOptions,
  checkCondition,
  checkTemplate,
  type ExpressionProblem,
  type FoundExpression,
  findExpressions,
} from './check-template.js'
export { didYouMean } from './did-you-mean.js'
export type { Names } from './expression-shape.js'
export { checkSchemaKeywords, type SchemaProblem, schemaKeywords } from './schema-keywords.js'
export { anyShape, describeShape, type ObjectShape, type Shape, textShape, unionOf } from './shape.js'
