// The records of a snapshot's document: each has a key and a row of its own, and all of them fit together.
import type { Entity, EntityCatalog } from '../../entities/entity.js'
import { isKeyValue, own } from '../../entities/properties.js'
import { recordChange } from '../../entities/record-index.js'
import type { KeyValue } from '../../entities/records.js'
import { scopeOf } from '../../entities/row-id.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import { pairKey } from '../../store/pair-key.js'
import type { RowRef } from '../../store/store.js'
import type { ContentRow } from '../content.js'
import { membersOf, type Path, type Problems } from './problems.js'
import { fitsKind, isRowOf } from './row-form.js'
import { derivedRowId, isWrapped, type RecordRow } from './snapshot-document.js'
import { highestKeys, ReferredRecords } from './snapshot-relations.js'
import { type DocumentLimits, tooManyRecords, tooMuchText } from './write-snapshot.js'

/** A record and where it stands in the document. */
interface DocumentRecord extends RecordRow {
  readonly path: Path
}

/** The records of one document. */
export class DocumentRecords {
  readonly #catalog: EntityCatalog
  readonly #problems: Problems
  readonly #limits: DocumentLimits
  readonly #entities = new Map<string, Map<string, DocumentRecord>>()
  readonly #claimed = new Set<string>()
  readonly #referred = new ReferredRecords((entity) => this.#entities.get(entity))
  #count = 0
  #length = 0

  constructor(catalog: EntityCatalog, problems: Problems, limits: DocumentLimits) {
    this.#catalog = catalog
    this.#problems = problems
    this.#limits = limits
  }

  get count(): number {
    return this.#count
  }

  has({ collection, id }: RowRef): boolean {
    return this.#entities.get(collection)?.has(id) === true
  }

  /** The records as rows, in their order. */
  *rows(): Generator<ContentRow> {
    for (const [collection, records] of this.#entities)
      for (const { id, record } of records.values()) yield { collection, id, value: JSON.stringify(record) }
  }

  /** Reads the records of all entities. */
  read(value: Json | undefined): void {
    if (value === undefined) this.#problems.add(['entities'], 'is missing', 'required')
    for (const [name, items] of membersOf(value, ['entities'], this.#problems)) {
      const path = ['entities', name]
      if (!this.#catalog.has(name)) {
        const known = this.#catalog.names.join(', ')
        this.#problems.add(path, `is unknown; the entities are ${known}`, 'entity')
      } else if (!Array.isArray(items)) this.#problems.add(path, 'must be an array of records', 'type')
      else this.#readAll(this.#catalog.get(name), items)
    }
  }

  /** Checks that parents and referred records exist, except for references that the document knows to be `unresolved`. */
  checkRelations(unresolved: Json | undefined): void {
    const excused = this.#readUnresolved(unresolved)
    for (const [name, records] of this.#entities) {
      const entity = this.#catalog.get(name)
      for (const record of records.values()) {
        this.#checkParent(entity, record)
        this.#checkReferences(entity, record, excused)
      }
    }
  }

  /** Checks that no counter would give out a key that a record has. */
  checkCounters(counters: ReadonlyMap<string, number>): void {
    for (const [name, records] of this.#entities) {
      for (const [id, highest] of highestKeys(this.#catalog.get(name), records.keys())) {
        if ((counters.get(id) ?? 0) >= highest) continue
        this.#problems.add(['counters', id], `must be at least ${highest}, which is a key already`, 'minimum')
      }
    }
  }

  #readAll(entity: Entity, items: readonly Json[]): void {
    this.#count += items.length
    if (this.#count > this.#limits.maxRecords) throw tooManyRecords(this.#count, this.#limits)
    const records = new Map<string, DocumentRecord>()
    this.#entities.set(entity.name, records)
    for (const [position, item] of items.entries()) {
      const read = this.#readItem(entity, item, ['entities', entity.name, position])
      if (read === undefined) continue
      if (records.has(read.id))
        this.#problems.add(read.path, 'has the same key as a record before it', 'unique')
      else this.#add(entity, records, read)
    }
  }

  #readItem(entity: Entity, item: Json, path: Path): DocumentRecord | undefined {
    if (!isObject(item)) return this.#refuse(path, 'must be an object', 'type')
    if (!isWrapped(item)) return this.#readPlain(entity, item, path)
    const { $row: id, $record: record } = item
    if (!isObject(record)) return this.#refuse([...path, '$record'], 'must be an object', 'type')
    const key = this.#readKey(entity, record, [...path, '$record'])
    if (key === undefined) return undefined
    if (typeof id === 'string' && isRowOf(entity, id, key)) return { id, record, path: [...path, '$record'] }
    const form = [...entity.scope, ...entity.keyProperties].map((name) => `{${name}}`).join('/')
    return this.#refuse(
      [...path, '$row'],
      `must be ${form}, percent-encoded, with the key of the record`,
      'key',
    )
  }

  #readPlain(entity: Entity, record: JsonObject, path: Path): DocumentRecord | undefined {
    if (this.#readKey(entity, record, path) === undefined) return undefined
    const id = derivedRowId(entity, record)
    if (id !== undefined) return { id, record, path }
    const message = `does not say whose it is; write { "$row": "${entity.scope.join('/')}/key", "$record": … }`
    return this.#refuse(path, message, 'scope')
  }

  #readKey(entity: Entity, record: JsonObject, path: Path): readonly KeyValue[] | undefined {
    const key: KeyValue[] = []
    for (const name of entity.keyProperties) {
      const value = own(record, name)
      if (value === undefined) this.#problems.add([...path, name], 'is missing: it is the key', 'required')
      else if (!isKeyValue(value) || !fitsKind(value, entity.shape.property(name)))
        this.#problems.add([...path, name], 'is no key of this kind of record', 'type')
      else key.push(value)
    }
    return key.length === entity.keyProperties.length ? key : undefined
  }

  #add(entity: Entity, records: Map<string, DocumentRecord>, read: DocumentRecord): void {
    records.set(read.id, read)
    for (const write of recordChange(entity, read.id, undefined, read.record).writes) {
      if (write.write === 'put') this.#length += write.value.length
      if (write.write !== 'claim') continue
      const claim = pairKey(entity.name, pairKey(write.constraint, write.value))
      const properties = entity.unique.find(({ name }) => name === write.constraint)?.properties ?? []
      if (this.#claimed.has(claim))
        this.#problems.add(
          [...read.path, ...properties.slice(0, 1)],
          'is the same as of a record before it',
          'unique',
        )
      this.#claimed.add(claim)
    }
    if (this.#length > this.#limits.maxLength) throw tooMuchText(this.#limits)
  }

  // By row, the properties whose reference may name a record that there is not.
  #readUnresolved(value: Json | undefined): ReadonlyMap<string, readonly Json[]> {
    const excused = new Map<string, readonly Json[]>()
    for (const [entity, rows] of membersOf(value, ['unresolved'], this.#problems)) {
      for (const [id, names] of membersOf(rows, ['unresolved', entity], this.#problems)) {
        const path = ['unresolved', entity, id]
        if (!this.has({ collection: entity, id }))
          this.#problems.add(path, 'names no record of the document', 'reference')
        else if (!Array.isArray(names)) this.#problems.add(path, 'must be an array of properties', 'type')
        else excused.set(pairKey(entity, id), names)
      }
    }
    return excused
  }

  #checkParent(entity: Entity, { id, path }: DocumentRecord): void {
    const { parent, keyProperties } = entity
    if (parent === undefined) return
    const scope = scopeOf(id, keyProperties.length)
    if (this.has({ collection: parent, id: scope })) return
    this.#problems.add(path, `belongs to the record "${scope}" of "${parent}", which there is not`, 'parent')
  }

  #checkReferences(entity: Entity, row: DocumentRecord, excused: ReadonlyMap<string, readonly Json[]>): void {
    for (const { property, required, target } of entity.references)
      if (required && (own(row.record, property) ?? null) === null)
        this.#problems.add([...row.path, property], `must refer to a record of "${target}"`, 'required')
    const known = excused.get(pairKey(entity.name, row.id)) ?? []
    for (const property of this.#referred.unresolved(entity, row))
      if (!known.includes(property))
        this.#problems.add([...row.path, property], 'refers to no record of the document', 'reference')
  }

  #refuse(path: Path, message: string, keyword: string): undefined {
    this.#problems.add(path, message, keyword)
  }
}
