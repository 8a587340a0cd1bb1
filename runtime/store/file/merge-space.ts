// Writes one space of a new snapshot: the records of the old one in their order, changed by what the journals say.
import { asText, fieldsOf } from './fields.js'
import type { CollectionChanges, SpaceChanges } from './journal-changes.js'
import { startsWith } from './read-snapshot.js'
import { RecordImage } from './record-image.js'
import { readRecordLine, recordKeyOf, recordLine, type SpaceLine, spaceLine } from './snapshot-line.js'
import type { LineSink } from './write-file.js'

/**
 * Merges one space. Old records come through `record` in the snapshot's order: by collection, then by sequence. A record
 * that is new has a higher sequence than all old ones of the space, so it stands at the end of its collection.
 */
export class SpaceMerge {
  #records = 0
  readonly #sink: LineSink
  readonly #changes: SpaceChanges | undefined
  readonly #left: Map<string, CollectionChanges>
  #collection: string | undefined
  #collectionStart = Buffer.alloc(0)
  // Records of the collection that were deleted and put again.
  #moved: RecordImage[] = []

  constructor(sink: LineSink, changes: SpaceChanges | undefined) {
    this.#sink = sink
    this.#changes = changes
    this.#left = new Map(changes?.collections)
  }

  /** The number of records that were written. */
  get records(): number {
    return this.#records
  }

  /** True when the space was dropped and not written since. */
  get isGone(): boolean {
    return this.#changes?.isNew === true && this.#changes.version === 0
  }

  async begin(old: SpaceLine | undefined, space: string): Promise<void> {
    if (this.isGone) return
    const base = this.#changes?.isNew ? undefined : old
    const version = Math.max(base?.version ?? 0, this.#changes?.version ?? 0)
    const sequence = Math.max(base?.sequence ?? 0, this.#changes?.sequence ?? 0)
    await this.#sink.add(spaceLine({ space, version, sequence }))
  }

  record(members: Buffer, line: Buffer): Promise<void> | undefined {
    if (this.#changes === undefined) return this.#keep(line)
    if (this.#changes.isNew) return undefined
    if (!startsWith(members, this.#collectionStart) || this.#collection === undefined)
      return this.#enterCollection(members, line)
    return this.#merge(members, line, this.#collection)
  }

  async end(): Promise<void> {
    if (this.isGone) return
    await this.#finishCollections(undefined)
  }

  async #enterCollection(members: Buffer, line: Buffer): Promise<void> {
    const collection = asText(fieldsOf(members.toString()).collection)
    await this.#finishCollections(collection)
    this.#collection = collection
    this.#collectionStart = Buffer.from(`"collection":${JSON.stringify(collection)},`)
    await this.#merge(members, line, collection)
  }

  #merge(members: Buffer, line: Buffer, collection: string): Promise<void> | undefined {
    const changed = this.#left.get(collection)
    const key = recordKeyOf(members)
    const changes = changed?.get(key)
    if (changes === undefined) return this.#keep(line)
    changed?.delete(key)
    const before = readRecordLine(members)
    const image = changes.appliedTo(RecordImage.from(before))
    if (image === undefined) return undefined
    if (image.row?.sequence === before.row?.sequence) return this.#add(recordLine(image))
    this.#moved.push(image)
    return undefined
  }

  // What is left of the current collection, then of all whose names are before `next`.
  async #finishCollections(next: string | undefined): Promise<void> {
    const names = [...this.#left.keys()].filter(
      (name) => next === undefined || name < next || name === this.#collection,
    )
    if (this.#collection !== undefined && !names.includes(this.#collection)) names.push(this.#collection)
    for (const name of names.sort()) {
      const images = [...(this.#left.get(name)?.values() ?? [])].flatMap(
        (changes) => changes.appliedTo(undefined) ?? [],
      )
      this.#left.delete(name)
      if (name === this.#collection) images.push(...this.#moved.splice(0))
      for (const image of images.sort(bySequence)) {
        const written = this.#add(recordLine(image))
        if (written !== undefined) await written
      }
    }
  }

  // What did not change is copied: most records, whose lines need not be made again.
  #keep(line: Buffer): Promise<void> | undefined {
    this.#records++
    return this.#sink.copy(line)
  }

  #add(line: string): Promise<void> | undefined {
    this.#records++
    return this.#sink.add(line)
  }
}

function bySequence(a: RecordImage, b: RecordImage): number {
  const order = (a.row?.sequence ?? Infinity) - (b.row?.sequence ?? Infinity)
  return order || (a.id < b.id ? -1 : 1)
}
