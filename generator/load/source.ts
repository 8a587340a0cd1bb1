// One file of a document: what it says, and enough of its text to find places in it.
import type { Json } from '@mockgen/runtime'

export interface Source {
  /** Real absolute path. */
  readonly path: string
  /** The path that messages name: as the user gave it, or relative to that. */
  readonly name: string
  readonly text: string
  /** `text` is a file that is only quoted, such as a description in Markdown; its value is its text. */
  readonly format: 'json' | 'yaml' | 'text'
  readonly value: Json
  /** Where it was fetched; its path only stands for it then, as a place beside which files lie. */
  readonly url?: string
  /** Where the value at reference tokens really stands, when `value` was made of several sources. */
  readonly origin?: (tokens: readonly string[]) => Location
}

/** A value inside a source, by unescaped reference tokens from its root. */
export interface Location {
  readonly source: Source
  readonly tokens: readonly string[]
}
