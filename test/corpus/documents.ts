// Real documents that nobody here wrote: from npm, and from a corpus folder beside the checkout where there is one.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../architecture/source-files.js'

/** The corpus folder, or undefined. `MOCKGEN_CORPUS` names another than `../shared/corpus`. */
export const corpusFolder = [process.env.MOCKGEN_CORPUS, join(root, '../shared/corpus')].find(
  (folder) => folder !== undefined && existsSync(join(folder, 'INDEX.md')),
)

export interface RealDocument {
  readonly name: string
  readonly file: string
  /** Folder that references may come from, where it is not the document's own. */
  readonly root?: string
}

/** Documents of the dev dependencies: always there. */
export const npmDocuments: readonly RealDocument[] = [
  readme('petstore-expanded', '3.0/json/petstore-expanded.json'),
  readme('petstore', '3.0/json/petstore.json'),
  readme('link-example', '3.0/json/link-example.json'),
  readme('complex-nesting', '3.0/json/complex-nesting.json'),
  readme('schema-enums', '3.0/json/schema-enums.json'),
  readme('schema-types', '3.1/json/schema-types.json'),
  { name: 'scalar-galaxy', file: join(packageFolder('@scalar/galaxy'), 'dist/3.1.yaml') },
]

/** Documents of the corpus that the project promises to run; empty without the corpus. */
export const corpusDocuments: readonly RealDocument[] =
  corpusFolder === undefined
    ? []
    : [
        'oai/petstore.oas30.yaml',
        'oai/petstore-expanded.oas30.yaml',
        'oai/petstore-separate-oas20/spec/swagger.yaml',
        'oai/link-example.oas30.yaml',
        'swagger-petstore-v3.oas30.yaml',
        'museum.oas31.yaml',
        'scalar-galaxy.oas31.yaml',
        'ogen/ent.json',
        'xero/xero-projects.yaml',
        'spotify.oas30.yaml',
        'github-api.min.oas30.json',
      ].map((path) => ({
        name: path,
        file: join(corpusFolder, path),
        ...(path.includes('-separate-') && { root: join(corpusFolder, path, '../..') }),
      }))

function readme(name: string, path: string): RealDocument {
  return { name: `readme/${name}`, file: join(packageFolder('@readme/oas-examples'), path) }
}

function packageFolder(name: string): string {
  return join(root, 'node_modules', name)
}
