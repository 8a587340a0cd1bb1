// What the generator needs to check declarations when a document is read: `@mockgen/runtime/vocabulary`.
export { knownFormats } from '../contract/known-formats.js'
export { patternProblem } from '../contract/patterns.js'
export { schemaFakerProblem } from '../contract/read-faker.js'
export { fakerNames } from '../faker-names.js'
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
