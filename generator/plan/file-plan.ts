// What `plan` hands to `write`: one file of the generated project, its content not yet made.

/** A file to write. The content is asked for once, when every plan is known. */
export interface FilePlan {
  /** Relative to the project, with `/` between the names: `src/generated/types.gen.d.ts`. */
  readonly path: string
  /** `generator`: replaced by every run. `user`: made once, and never touched again. */
  readonly owner: 'generator' | 'user'
  readonly content: () => string | Uint8Array | Promise<string | Uint8Array>
}

/** Where a project has its bundled contract. */
export const contractPath = 'contract/openapi.json'
