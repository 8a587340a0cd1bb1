// The statements of one smoke test while it is written: calls of operations, and names that do not collide.
import { Encoded, identifier, stringLiteral } from '../encode.js'
import { type PrintableRecord, printLiteral } from '../print-literal.js'

/** What a call gives to `send`; everything else is filled in from the contract. */
export interface SmokeRequest {
  readonly path?: PrintableRecord | undefined
  readonly query?: PrintableRecord | undefined
  /** Properties that replace those of the sample body. */
  readonly body?: PrintableRecord | undefined
}

/** Statements in the order in which they are added, each indented by four. */
export interface SmokeScript {
  /** Adds a call: `<before>await mock.send('id', request)<after>`. */
  call(operation: string, request: SmokeRequest, before: string, after: string): void
  add(statement: string): void
  /** Starts a new paragraph. */
  pause(): void
  /** A new variable, named after `text`. */
  variable(text: string): string
  code(): string
  /** Ids of the operations that are called. */
  readonly operations: ReadonlySet<string>
}

// What the test file itself uses, and the names that a walk gives to its answers.
const taken =
  'afterEach beforeEach bodyWith createApp created changed describe expect gone listed merge mock pick read rest startMock success test'

const indent = 4
const pad = ' '.repeat(indent)

export function createSmokeScript(): SmokeScript {
  const lines: string[] = []
  const names = new Set(taken.split(' '))
  const operations = new Set<string>()
  return {
    operations,
    add: (statement) => lines.push(`${pad}${statement}\n`),
    pause: () => lines.push('\n'),
    code: () => lines.join(''),
    call(operation, request, before, after) {
      operations.add(operation)
      const start = `${pad}${before}await mock.send(${stringLiteral(operation)}`
      const options = printOptions(operation, request, start.length + 2, after.length + 1)
      lines.push(`${start}${options === undefined ? '' : `, ${options}`})${after}\n`)
    },
    variable(text) {
      const base = identifier(text, 'value')
      let name = base
      for (let n = 2; names.has(name); n++) name = `${base}${n}`
      names.add(name)
      return name
    },
  }
}

/** The arguments that lead to a value inside an answer: `'data', 0, 'id'`. */
export function placeOf(path: readonly (string | number)[]): string {
  return path.map((name) => (typeof name === 'number' ? String(name) : stringLiteral(name))).join(', ')
}

function printOptions(
  operation: string,
  { path, query, body }: SmokeRequest,
  before: number,
  after: number,
): string | undefined {
  if (path === undefined && query === undefined && body === undefined) return undefined
  const changed = body && new Encoded(`bodyWith(${stringLiteral(operation)}, ${printLiteral(body)})`)
  return printLiteral({ path, query, body: changed }, { indent, before, after })
}
