// What the generator tells the runtime: which operation does what to which entity. Data only, written as tables into
// `operations.gen.ts` and `entities.gen.ts`; the runtime takes everything else from the contract itself.
export type * from './facts/basic-facts.js'
export type * from './facts/entity-facts.js'
export type * from './facts/list-facts.js'
export type * from './facts/operation-facts.js'
export type * from './facts/settings-facts.js'
export type * from './facts/step-facts.js'
export type * from './facts/webhook-facts.js'
