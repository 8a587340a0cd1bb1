// What is said about a value in the comments of its type.
import type { Json, JsonObject } from '@mockgen/runtime'

const texts = ['title', 'summary', 'format', 'description'] as const

/**
 * The fields of an object that openapi-typescript prints as comments. Data is text here, as it would print it: the library looks for
 * discriminators in everything that is an object.
 */
export function notesOf(value: JsonObject): Fields {
  const notes: Fields = {}
  for (const field of texts) {
    const text = value[field]
    if (typeof text === 'string') notes[field] = text
  }
  if (value.deprecated === true) notes.deprecated = true
  if (value.default !== undefined) notes.default = printed(value.default)
  if (value.example !== undefined) notes.example = printed(value.example)
  if (Array.isArray(value.examples)) notes.examples = value.examples.map(printed)
  return notes
}

/** An object while it is made; its names are those of keywords. */
export type Fields = { [keyword: string]: Json }

function printed(value: Json): Json {
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : value
}
