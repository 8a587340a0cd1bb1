// Renders the Markdown of a project: its README, and the list of its operations.
import { posix, win32 } from 'node:path'
import { isContractUrl } from '../load/remote/open-contract.js'
import type { ApiModel, LoadedDocument, OperationModel } from '../model.js'
import { describeOperation } from './describe-operation.js'
import {
  commentText,
  Encoded,
  fileName,
  identifier,
  markdownCode,
  markdownText,
  propertyName,
  stringLiteral,
} from './encode.js'
import { renderTemplate } from './render-template.js'

/** Facts about the project that its README names. */
export interface ReadmeFacts {
  readonly model: ApiModel
  readonly document: LoadedDocument
  readonly generatorVersion: string
  /** True when the runtime lies in `vendor`. */
  readonly vendored: boolean
}

/** `README.md`: what the project is, how to run it, how to write a hook, how to generate it again. */
export function renderReadme({ model, document, generatorVersion, vendored }: ReadmeFacts): string {
  const example = hookExample(model)
  return renderTemplate('README.md', {
    title: model.title,
    version: model.version,
    generatorVersion,
    vendored,
    contract: new Encoded(fileNameOf(document.file)),
    byUrl: isContractUrl(document.file),
    entities: new Encoded(model.entities.map(({ name }) => markdownCode(name)).join(', ')),
    hook: example === undefined ? undefined : hookOf(example),
  })
}

/** `OPERATIONS.md`: a table of every operation, in the contract's order. */
export function renderOperationsTable(model: ApiModel): string {
  const rows = model.operations.map(({ id, facts, summary = '' }) => {
    const request = markdownCode(`${facts.method.toUpperCase()} ${facts.path}`)
    return `| ${request} | ${markdownCode(id)} | ${describeOperation(facts)} | ${markdownText(summary)} |\n`
  })
  return renderTemplate('OPERATIONS.md', { title: model.title, rows: new Encoded(rows.join('')) })
}

// Creating a record is what people change first; without it anything stateful, without that anything at all.
function hookExample({ operations }: ApiModel): OperationModel | undefined {
  const creates = operations.find(({ facts }) => facts.action === 'create')
  return creates ?? operations.find(({ facts }) => facts.action !== undefined) ?? operations[0]
}

function hookOf({ id, facts }: OperationModel): Record<string, Encoded> {
  const name = apart(identifier(id, 'operation'), 'handlers')
  const property = propertyName(id)
  return {
    file: new Encoded(apart(fileName(id, 'operation'), 'index')),
    name: new Encoded(name),
    id: new Encoded(stringLiteral(id)),
    entry: new Encoded(property === name ? name : `${property}: ${name}`),
    comment: new Encoded(commentText(`${facts.method.toUpperCase()} ${facts.path}`)),
  }
}

// `src/handlers/index.ts` and the `handlers` in it are there already.
function apart(name: string, taken: string): string {
  return name === taken ? `${name}1` : name
}

// Where the document lies is not known here and differs between machines: only its name is told.
function fileNameOf(file: string): string {
  return (
    fileName(posix.parse(win32.basename(file)).name, 'openapi') + posix.extname(file).replace(/[^.\w]/g, '')
  )
}
