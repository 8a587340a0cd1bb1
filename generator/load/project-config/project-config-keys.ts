// Every key of `mockgen.json`: what it holds, and what it is for. One table for the reader and for the schema that editors use.

/** The name under which the file is found beside a contract. */
export const projectConfigName = 'mockgen.json'

/** What the value of a key must be. `declarations` are x-persistence by name, `operations` the same or false. */
export type ProjectConfigForm =
  | 'version'
  | 'text'
  | 'texts'
  | 'names'
  | 'object'
  | 'declarations'
  | 'operations'
  | 'seed'
  | 'hash'
  | 'hosts'

export interface ProjectConfigKey {
  readonly form: ProjectConfigForm
  readonly description: string
}

export const projectConfigKeys = {
  $schema: { form: 'text', description: 'Where the schema of this file is, for editors.' },
  version: { form: 'version', description: 'Version of the form of this file: 1.' },
  contract: { form: 'text', description: 'Path or URL of the OpenAPI document.' },
  contractHash: {
    form: 'hash',
    description:
      'SHA-256 of a document by URL: "sha256-" and base64. `mockgen generate --update-contract` writes it.',
  },
  root: {
    form: 'text',
    description: "Folder that the document's references and overlays may come from, inside the repository.",
  },
  remoteRefs: {
    form: 'hosts',
    description:
      'Whether references may be fetched: true for public hosts, or a list of hosts ("*" for the public ones).',
  },
  overlays: { form: 'texts', description: 'Paths of overlay files, which are applied in this order.' },
  persistence: { form: 'object', description: 'x-persistence of the document.' },
  schemas: { form: 'declarations', description: 'x-persistence of component schemas, by their names.' },
  operations: {
    form: 'operations',
    description: 'x-persistence of operations, or false, by operationId or as "POST /users".',
  },
  securitySchemes: {
    form: 'declarations',
    description: 'x-persistence of security schemes, by their names.',
  },
  env: { form: 'names', description: 'Environment variables that expressions may read as env.NAME.' },
  store: { form: 'text', description: 'Where `mockgen serve` keeps records, when nothing else says so.' },
  seed: {
    form: 'seed',
    description: 'Records to begin with: paths of files, or lists of records by entity.',
  },
  runtime: {
    form: 'text',
    description: 'What the project depends on: vendored, registry, or what npm accepts.',
  },
} as const satisfies Readonly<Record<string, ProjectConfigKey>>
