// The plan stage: which files a project consists of, whose they are, and how each comes by its content.
import type { Json, JsonObject } from '@mockgen/runtime'
import { contractText } from '../contract-text.js'
import { projectSchemaPath } from '../load/project-config/project-config-schema.js'
import { type KeptDocument, keptDocumentsPath, printKeptDocuments } from '../load/remote/kept-documents.js'
import type { ApiModel, LoadedDocument } from '../model.js'
import { Encoded, slug } from '../render/encode.js'
import { renderOperationsTable, renderReadme } from '../render/render-documents.js'
import { hasSeeds, renderEntities, renderMock, renderOperations } from '../render/render-facts.js'
import { renderProjectSchema } from '../render/render-project-schema.js'
import { renderTemplate, type TemplateData } from '../render/render-template.js'
import { renderSmokeTest } from '../render/smoke/render-smoke-test.js'
import { renderTypes } from '../render/types/render-types.js'
import { contractPath as contractFile, type FilePlan } from './file-plan.js'

/** How the project comes by `@mockgen/runtime`: packed in its own `vendor` folder, or as npm is told by `spec`. */
export type RuntimeDependency =
  | { readonly kind: 'vendored'; readonly tarball: Uint8Array | (() => Promise<Uint8Array>) }
  | { readonly kind: 'spec'; readonly spec: string }

export interface PlanInput {
  readonly model: ApiModel
  readonly document: LoadedDocument
  readonly runtime: RuntimeDependency
  /** Version of mockgen, named in the README. */
  readonly generatorVersion: string
  /** Path of the contract from the project's folder, with slashes. */
  readonly contractPath: string
  /** Further keys of the project's `mockgen.json`: overlays, and what another one said. */
  readonly options?: JsonObject
  /** Documents of the network that the contract was made from, of which the project keeps copies. */
  readonly fetched?: readonly KeptDocument[]
}

// The name does not tell the version, so that package.json, which is the user's, stays true when the runtime changes.
const vendorFile = 'vendor/mockgen-runtime.tgz'

/** The files of a generated project. Nothing is rendered until a plan's content is asked for. */
export function planProject(input: PlanInput): readonly FilePlan[] {
  return [...generatedFiles(input), ...userFiles(input)]
}

// Replaced by every run.
function generatedFiles({ model, document, runtime, fetched = [] }: PlanInput): readonly FilePlan[] {
  const generated = (path: string, content: FilePlan['content']): FilePlan => ({
    path,
    owner: 'generator',
    content,
  })
  return [
    generated(contractFile, () => contractText(document.document)),
    generated('src/generated/types.gen.d.ts', () => renderTypes(document.document)),
    generated('src/generated/operations.gen.ts', () => renderOperations(model)),
    generated('src/generated/entities.gen.ts', () => renderEntities(model, document.document)),
    generated('src/generated/mock.gen.ts', () => renderMock(model)),
    ...(hasSeeds(model.seeds)
      ? [generated('contract/seeds.json', () => `${JSON.stringify(model.seeds, null, 2)}\n`)]
      : []),
    generated('src/generated/handlers.gen.ts', () => renderTemplate('src/generated/handlers.gen.ts')),
    generated(projectSchemaPath, renderProjectSchema),
    generated('src/generated/migrations.gen.ts', () => renderTemplate('src/generated/migrations.gen.ts')),
    ...(fetched.length > 0 ? [generated(keptDocumentsPath, () => printKeptDocuments(fetched))] : []),
    generated('OPERATIONS.md', () => renderOperationsTable(model)),
    ...(runtime.kind === 'vendored' ? [generated(vendorFile, bytesOf(runtime.tarball))] : []),
  ]
}

// Written once; afterwards the user changes them and mockgen does not.
function userFiles(input: PlanInput): readonly FilePlan[] {
  const { model, document, runtime, generatorVersion, contractPath, options = {} } = input
  const user = (path: string, content: FilePlan['content']): FilePlan => ({ path, owner: 'user', content })
  const template = (path: string, it?: TemplateData) => user(path, () => renderTemplate(path, it))
  const vendored = runtime.kind === 'vendored'
  const name = packageName(model.title)
  return [
    template('package.json', { name, runtime: vendored ? `file:${vendorFile}` : runtime.spec, vendored }),
    template('tsconfig.json'),
    template('tsconfig.build.json'),
    template('mockgen.json', {
      contract: contractPath,
      runtime: vendored ? 'vendored' : runtime.spec,
      options: Object.entries(options).map(([name, value]) => new Encoded(jsonMember(name, value))),
    }),
    user('README.md', () => renderReadme({ model, document, generatorVersion, vendored })),
    template('.env.example'),
    template('.gitignore'),
    template('.dockerignore'),
    template('Dockerfile', { vendored }),
    template('docker-compose.yml', { name }),
    template('ci/github-actions.yml'),
    template('src/app.ts'),
    template('src/server.ts'),
    template('src/handlers/index.ts'),
    template('src/migrations/index.ts'),
    user('test/smoke.test.ts', () => renderSmokeTest(model, document.document)),
  ]
}

/** A member of a JSON object that is printed with two spaces, without the comma. */
function jsonMember(name: string, value: Json): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')}`
}

function bytesOf(tarball: Uint8Array | (() => Promise<Uint8Array>)): FilePlan['content'] {
  return typeof tarball === 'function' ? tarball : () => tarball
}

/** `Museum API` → `museum-api-mock`; npm allows 214 characters, and 80 are plenty. */
function packageName(title: string): string {
  return [slug(title).slice(0, 80).replace(/-$/, ''), 'mock'].filter((part) => part !== '').join('-')
}
