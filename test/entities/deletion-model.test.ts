// Deleting in any graph of references, chains and circles included, does what a few lines of plain sets say.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Records } from '../../runtime/entities/records.js'
import { MockError } from '../../runtime/errors.js'
import type { Json } from '../../runtime/json.js'
import { openTestEntities, type TestEntities, type TestEntity } from './open-test-entities.js'

const onDeletes = ['cascade', 'restrict', 'nullify'] as const
const records = 8

interface Edge {
  readonly from: number
  readonly to: number
  readonly onDelete: (typeof onDeletes)[number]
  readonly required: boolean
}

// One property for each way to depend, so that a record may refer to several others at once.
const ways = onDeletes.flatMap((onDelete) => [true, false].map((required) => ({ onDelete, required })))
const property = ({ onDelete, required }: Omit<Edge, 'from' | 'to'>) =>
  onDelete + (required ? 'Required' : '')

// Not every record refers to something in every way: what is required is only said once the records are there.
const node = (isFilled: boolean): TestEntity => ({
  relationships: Object.fromEntries(
    ways.map(({ onDelete, required }) => [
      property({ onDelete, required }),
      { entity: 'nodes', onDelete, required: required && isFilled },
    ]),
  ),
})

const edge = fc.record({
  from: fc.nat(records - 1),
  to: fc.nat(records - 1),
  onDelete: fc.constantFrom(...onDeletes),
  required: fc.boolean(),
})

it.each([
  ['deleting', false],
  ['expiring', true],
] as const)('%s takes along, cuts loose and forbids what a plain model says', async (_what, expiring) => {
  await fc.assert(
    fc.asyncProperty(fc.array(edge, { maxLength: 14 }), async (drawn) => {
      const edges = lastOfEach(drawn)
      const { store } = await fill(edges)
      const { reader } = openTestEntities({ nodes: node(true) }, { store })
      const nodes = reader('nodes')
      if (expiring)
        await store.commit('test', 0, {
          checks: [],
          writes: [{ write: 'due', collection: 'nodes', id: '0', at: 1 }],
        })
      const outcome = await (expiring ? nodes.read('0') : nodes.delete('0')).then(() => 'done', refusalOf)
      const want = modelOf(edges, expiring)
      expect([outcome, await graphOf(nodes)]).toEqual(
        want === 'refused' ? ['MOCK_REFERENCED', untouched(edges)] : ['done', want],
      )
    }),
    { numRuns: 300 },
  )
})

async function fill(edges: readonly Edge[]): Promise<TestEntities> {
  const entities = openTestEntities({ nodes: node(false) })
  await entities.transaction(async (unit) => {
    const nodes = unit.records('nodes')
    for (let id = 0; id < records; id++) await nodes.create({ id: `${id}` })
    for (const { from, to, ...way } of edges) await nodes.update(`${from}`, { [property(way)]: `${to}` })
  })
  return entities
}

async function graphOf(nodes: Records): Promise<Graph> {
  const { records: found } = await nodes.list()
  return found.map(({ value: { id, ...references } }) => [String(id), references])
}

function refusalOf(error: unknown): string {
  if (error instanceof MockError) return error.code
  throw error
}

type Graph = readonly (readonly [string, Readonly<Record<string, Json>>])[]

function modelOf(edges: readonly Edge[], expiring: boolean): Graph | 'refused' {
  const gone = new Set([0])
  for (const id of gone)
    for (const { from, to, onDelete } of edges) if (to === id && onDelete === 'cascade') gone.add(from)
  const into = edges.filter(({ from, to }) => gone.has(to) && !gone.has(from))
  const holds = ({ onDelete, required }: Edge) =>
    onDelete === 'restrict' || (onDelete === 'nullify' && required)
  if (!expiring && into.some(holds)) return 'refused'
  const loose = into.filter((one) => !holds(one))
  return untouched(edges.filter((one) => !loose.includes(one))).filter(([id]) => !gone.has(Number(id)))
}

function untouched(edges: readonly Edge[]): Graph {
  return Array.from({ length: records }, (_, id) => {
    const own = edges.filter(({ from }) => from === id)
    return [`${id}`, Object.fromEntries(own.map(({ to, ...way }) => [property(way), `${to}`]))]
  })
}

function lastOfEach(edges: readonly Edge[]): readonly Edge[] {
  return [...new Map(edges.map((one) => [`${one.from} ${property(one)}`, one])).values()]
}
